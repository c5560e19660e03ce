package dev.postrider.mailbox;

import dev.postrider.blobs.BlobStore;
import dev.postrider.contracts.Topics;
import dev.postrider.mailbox.adapter.MailboxModule;
import dev.postrider.mailbox.adapter.outbox.KafkaChangeFeed;
import dev.postrider.mailbox.admin.net.AdminModule;
import dev.postrider.mailbox.directory.DirectorySettings;
import dev.postrider.mailbox.directory.adapter.DirectoryModule;
import dev.postrider.servicekit.Groundwork;
import dev.postrider.servicekit.PostriderService;
import dev.postrider.servicekit.RunningService;
import dev.postrider.servicekit.ServiceContext;
import dev.postrider.servicekit.admin.AdminApi;
import dev.postrider.servicekit.admin.AdminSettings;
import dev.postrider.servicekit.config.Settings;
import dev.postrider.servicekit.grpc.GrpcServerShell;
import dev.postrider.servicekit.kafka.KafkaSettings;
import dev.postrider.servicekit.kafka.RecordProducer;
import dev.postrider.servicekit.kafka.TopicSpec;
import dev.postrider.servicekit.oauth.OauthSettings;
import dev.postrider.servicekit.postgres.Databases;
import dev.postrider.servicekit.postgres.PostgresSettings;
import dev.postrider.servicekit.postgres.SchemaSpec;
import dev.postrider.servicekit.storage.BlobStores;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.grpc.server.Service;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.SqlClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The directory and the mailboxes. */
public final class MailboxService implements PostriderService {
    private static final Logger LOG = LoggerFactory.getLogger(MailboxService.class);

    /** A start waits so long for the schema; a PostgreSQL that is away longer must not fail it. */
    private static final Duration SCHEMA_WAIT = Duration.ofSeconds(15);

    @Override
    public String name() {
        return "mailbox-service";
    }

    /** All settings that the service reads. */
    private record AllSettings(
            MailboxSettings own,
            DirectorySettings directory,
            OauthSettings oauth,
            AdminSettings admin,
            PostgresSettings postgres,
            KafkaSettings kafka,
            BlobStores blobs) {
        static AllSettings from(Settings root) {
            Settings own = root.section("mailbox-service");
            AllSettings settings = new AllSettings(
                    MailboxSettings.from(own),
                    DirectorySettings.read(own.section("directory")),
                    OauthSettings.from(root.section("auth.oauth")),
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
            MailboxModule mailboxes,
            DirectoryModule directory) {}

    @Override
    public Groundwork groundwork() {
        return new Groundwork(
                TopicSpec.ALL,
                List.of(
                        new SchemaSpec("mailbox", "classpath:db/mailbox"),
                        new SchemaSpec("directory", "classpath:db/directory")));
    }

    @Override
    public Future<RunningService> start(ServiceContext context) {
        AllSettings settings = AllSettings.from(context.settings());
        Vertx vertx = context.vertx();
        Pool pool = Databases.pool(
                vertx,
                settings.postgres(),
                name(),
                MailboxModule.sessionProperties(settings.own().statementTimeout()));
        SqlClient directoryClient = Databases.pipelined(
                vertx,
                settings.postgres(),
                name() + "-directory",
                settings.own().directoryConnections());
        BlobStore blobs = settings.blobs().open(vertx, context.meters());
        RecordProducer producer =
                RecordProducer.start(vertx, settings.kafka(), context.meters(), Topics.MAILBOX_CHANGES);
        MailboxModule mailboxes = new MailboxModule(
                vertx,
                pool,
                blobs,
                new KafkaChangeFeed(producer),
                context.meters(),
                settings.own().module());
        DirectoryModule directory = DirectoryModule.create(
                vertx, settings.directory(), settings.oauth(), directoryClient, context.meters());
        Resources resources = new Resources(pool, directoryClient, blobs, producer, mailboxes, directory);
        registerChecks(context, resources);
        return groundwork()
                .topicsAtStart(vertx, context.health(), settings.kafka())
                .compose(v -> groundwork().schemasAtStart(vertx, context.health(), settings.postgres(), SCHEMA_WAIT))
                .compose(migrated -> listen(context, settings, resources))
                .onFailure(fault -> close(resources));
    }

    private static void registerChecks(ServiceContext context, Resources resources) {
        context.health()
                .check(
                        "postgres",
                        () -> resources.pool().query("SELECT 1").execute().mapEmpty());
        context.health().check("blobs", () -> resources.blobs().ping());
        context.health().check("kafka", () -> resources.producer().ping());
    }

    private static Future<RunningService> listen(ServiceContext context, AllSettings settings, Resources resources) {
        Vertx vertx = context.vertx();
        resources.mailboxes().start();
        List<Service> services = new ArrayList<>(resources.mailboxes().services());
        services.add(resources.directory().grpc());
        return GrpcServerShell.start(
                        vertx,
                        settings.own().grpcHost(),
                        settings.own().grpcPort(),
                        settings.own().loops(),
                        services,
                        context.internalTls(),
                        context.tracing())
                .compose(grpc -> AdminModule.start(
                                vertx,
                                settings.admin(),
                                resources.pool(),
                                resources.directory(),
                                resources.mailboxes().verifier(),
                                context.internalTls())
                        .map(admin ->
                                running(grpc, admin, resources, settings.own().drain())));
    }

    private static RunningService running(GrpcServerShell grpc, AdminApi admin, Resources resources, Duration drain) {
        LOG.atInfo().addKeyValue("port", grpc.port()).log("gRPC listens");
        return () -> Future.join(grpc.drain(drain), admin.close()).transform(stopped -> close(resources));
    }

    private static Future<Void> close(Resources resources) {
        resources.directory().close();
        // The producer first: with its last acknowledgements the relay knows which rows it may delete.
        return resources
                .producer()
                .close()
                .eventually(() -> resources.mailboxes().close())
                .eventually(() -> resources.directoryClient().close())
                .eventually(() -> resources.pool().close())
                .eventually(() -> resources.blobs().close());
    }
}
