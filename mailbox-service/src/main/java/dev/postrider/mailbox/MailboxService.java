package dev.postrider.mailbox;

import dev.postrider.blobs.BlobStore;
import dev.postrider.contracts.DeliveryGrpcService;
import dev.postrider.contracts.MailboxesGrpcService;
import dev.postrider.mailbox.adapter.account.AccountTransactions;
import dev.postrider.mailbox.adapter.command.AppendMessage;
import dev.postrider.mailbox.adapter.command.CopyMessages;
import dev.postrider.mailbox.adapter.command.Expunge;
import dev.postrider.mailbox.adapter.command.MailboxTree;
import dev.postrider.mailbox.adapter.command.StoreFlags;
import dev.postrider.mailbox.adapter.delivery.BlobIntake;
import dev.postrider.mailbox.adapter.delivery.Deliverer;
import dev.postrider.mailbox.adapter.grpc.Calls;
import dev.postrider.mailbox.adapter.grpc.GrpcDelivery;
import dev.postrider.mailbox.adapter.grpc.GrpcMailboxes;
import dev.postrider.mailbox.adapter.outbox.KafkaChangeFeed;
import dev.postrider.mailbox.adapter.outbox.OutboxRelay;
import dev.postrider.mailbox.adapter.prune.Pruner;
import dev.postrider.mailbox.adapter.read.MailboxOpening;
import dev.postrider.mailbox.adapter.read.MailboxReader;
import dev.postrider.mailbox.adapter.read.MessageReader;
import dev.postrider.mailbox.adapter.read.StoredOctets;
import dev.postrider.mailbox.adapter.search.SearchMailbox;
import dev.postrider.mailbox.adapter.sql.Connections;
import dev.postrider.mailbox.adapter.verify.StoreVerifier;
import dev.postrider.mailbox.admin.AdminSettings;
import dev.postrider.mailbox.admin.net.AdminModule;
import dev.postrider.mailbox.directory.DirectorySettings;
import dev.postrider.mailbox.directory.adapter.DirectoryModule;
import dev.postrider.mailbox.port.ChangeFeed;
import dev.postrider.servicekit.PostriderService;
import dev.postrider.servicekit.RunningService;
import dev.postrider.servicekit.ServiceContext;
import dev.postrider.servicekit.config.Settings;
import dev.postrider.servicekit.grpc.GrpcServerShell;
import dev.postrider.servicekit.kafka.KafkaSettings;
import dev.postrider.servicekit.kafka.RecordProducer;
import dev.postrider.servicekit.kafka.TopicSetup;
import dev.postrider.servicekit.kafka.TopicSpec;
import dev.postrider.servicekit.metrics.Metrics;
import dev.postrider.servicekit.postgres.Databases;
import dev.postrider.servicekit.postgres.Migrations;
import dev.postrider.servicekit.postgres.PostgresSettings;
import dev.postrider.servicekit.storage.BlobStores;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.SqlClient;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The directory and the mailboxes. */
public final class MailboxService implements PostriderService {
    private static final Logger LOG = LoggerFactory.getLogger(MailboxService.class);

    /** A start waits so long for the schema; a PostgreSQL that is away longer must not fail it. */
    private static final long SCHEMA_WAIT_MS = 15_000;

    private static final Duration DRAIN_CAP = Duration.ofSeconds(20);

    @Override
    public String name() {
        return "mailbox-service";
    }

    /** All settings that the service reads. */
    private record AllSettings(
            MailboxSettings own,
            DirectorySettings directory,
            AdminSettings admin,
            PostgresSettings postgres,
            KafkaSettings kafka,
            BlobStores blobs) {
        static AllSettings from(Settings root) {
            Settings own = root.section("mailbox-service");
            AllSettings settings = new AllSettings(
                    MailboxSettings.from(own),
                    DirectorySettings.read(own.section("directory")),
                    AdminSettings.read(own.section("admin")),
                    PostgresSettings.from(root.section("postgres")),
                    KafkaSettings.from(root.section("kafka")),
                    BlobStores.from(root.section("blobs")));
            root.check();
            return settings;
        }
    }

    /** What has to be closed again. */
    private record Resources(
            Pool pool,
            SqlClient directoryClient,
            BlobStore blobs,
            RecordProducer producer,
            OutboxRelay relay,
            Pruner pruner,
            DirectoryModule directory) {}

    @Override
    public Future<RunningService> start(ServiceContext context) {
        AllSettings settings = AllSettings.from(context.settings());
        Vertx vertx = context.vertx();
        Pool pool = Databases.pool(
                vertx, settings.postgres(), name(), sessionProperties(settings.own().statementTimeout()));
        SqlClient directoryClient = Databases.pipelined(
                vertx, settings.postgres(), name() + "-directory", settings.own().directoryConnections());
        BlobStore blobs = settings.blobs().open(vertx);
        RecordProducer producer = RecordProducer.start(vertx, settings.kafka(), context.meters());
        ChangeFeed feed = new KafkaChangeFeed(producer);
        OutboxRelay relay =
                new OutboxRelay(vertx, pool, feed, Metrics.MAILBOX_NOTIFICATION_SECONDS.timer(context.meters()));
        Pruner pruner = new Pruner(
                vertx, pool, settings.own().tombstonesFor(), settings.own().deliveredFor());
        DirectoryModule directory =
                DirectoryModule.create(vertx, settings.directory(), directoryClient, context.meters());
        Resources resources = new Resources(pool, directoryClient, blobs, producer, relay, pruner, directory);
        registerChecks(context, resources);
        TopicSetup.ensure(vertx, settings.kafka(), TopicSpec.ALL)
                .onFailure(fault -> LOG.atError().setCause(fault).log("topics are missing"));
        return schema(vertx, settings.postgres())
                .compose(migrated -> listen(context, settings, resources))
                .onFailure(fault -> close(resources));
    }

    /**
     * Statements are prepared once and their plans kept, perhaps since the tables were empty: so plans must be those of large tables. Each
     * statement here reads a few rows by a key.
     */
    private static Map<String, String> sessionProperties(Duration statementTimeout) {
        return Map.of(
                "plan_cache_mode", "force_generic_plan",
                "enable_seqscan", "off",
                "enable_hashjoin", "off",
                "enable_mergejoin", "off",
                "jit", "off",
                "statement_timeout", Long.toString(statementTimeout.toMillis()),
                "idle_in_transaction_session_timeout", "120000");
    }

    private static void registerChecks(ServiceContext context, Resources resources) {
        context.health()
                .check("postgres", () -> resources.pool().query("SELECT 1").execute().mapEmpty());
        context.health().check("blobs", () -> resources.blobs().ping());
        context.health().check("kafka", () -> resources.producer().ping());
    }

    /** Completes when both schemas are there, or when that takes too long and goes on behind; fails if it cannot be done. */
    private static Future<Void> schema(Vertx vertx, PostgresSettings postgres) {
        Promise<Void> done = Promise.promise();
        Migrations.run(vertx, postgres, "classpath:db/mailbox", "mailbox")
                .compose(mailboxes -> Migrations.run(vertx, postgres, "classpath:db/directory", "directory"))
                .onComplete(migrated -> done.tryComplete(), fault -> {
                    if (!done.tryFail(fault)) {
                        LOG.atError().setCause(fault).log("the schema cannot be migrated");
                    }
                });
        long timer = vertx.setTimer(SCHEMA_WAIT_MS, late -> {
            if (done.tryComplete()) {
                LOG.atWarn().log("started without PostgreSQL");
            }
        });
        return done.future().onComplete(ended -> vertx.cancelTimer(timer));
    }

    private static Future<RunningService> listen(ServiceContext context, AllSettings settings, Resources resources) {
        Vertx vertx = context.vertx();
        Connections connections = new Connections(
                resources.pool(), Metrics.MAILBOX_CONNECTION_WAIT_SECONDS.timer(context.meters()));
        Calls calls = new Calls(context.meters());
        Deliverer deliverer = new Deliverer(
                connections,
                resources.relay(),
                new BlobIntake(resources.blobs(), context.meters()),
                context.meters(),
                settings.own().deliveryTransactions(),
                settings.own().deliveryWaitingOctets());
        GrpcMailboxes mailboxes = new GrpcMailboxes(calls, handlers(vertx, settings.own(), connections, resources));
        resources.relay().start();
        resources.pruner().start(settings.own().pruneEvery());
        StoreVerifier verifier = new StoreVerifier(connections, resources.blobs());
        return GrpcServerShell.start(
                        vertx,
                        settings.own().grpcHost(),
                        settings.own().grpcPort(),
                        settings.own().loops(),
                        List.of(
                                DeliveryGrpcService.of(new GrpcDelivery(calls, deliverer)),
                                MailboxesGrpcService.of(mailboxes),
                                resources.directory().grpc()))
                .compose(grpc -> AdminModule.start(
                                vertx, settings.admin(), resources.pool(), resources.directory(), verifier)
                        .map(admin -> running(grpc, admin, resources)));
    }

    private static GrpcMailboxes.Handlers handlers(
            Vertx vertx, MailboxSettings settings, Connections connections, Resources resources) {
        AccountTransactions transactions = new AccountTransactions(connections, resources.relay());
        StoredOctets octets = new StoredOctets(connections, resources.blobs());
        return new GrpcMailboxes.Handlers(
                new MailboxReader(connections),
                new MailboxOpening(connections),
                new MessageReader(connections, octets),
                new SearchMailbox(vertx, connections, octets, settings.searchTimeout()),
                new MailboxTree(transactions, connections),
                new StoreFlags(transactions),
                new CopyMessages(transactions),
                new Expunge(transactions),
                new AppendMessage(transactions, connections, resources.blobs(), settings.appendLimitOctets()));
    }

    private static RunningService running(GrpcServerShell grpc, AdminModule admin, Resources resources) {
        LOG.atInfo().addKeyValue("port", grpc.port()).log("gRPC listens");
        return () -> Future.join(grpc.drain(DRAIN_CAP), admin.close()).transform(stopped -> close(resources));
    }

    private static Future<Void> close(Resources resources) {
        resources.pruner().stop();
        resources.directory().close();
        return resources
                .relay()
                .close()
                .eventually(() -> resources.producer().close())
                .eventually(() -> resources.directoryClient().close())
                .eventually(() -> resources.pool().close())
                .eventually(() -> resources.blobs().close());
    }
}
