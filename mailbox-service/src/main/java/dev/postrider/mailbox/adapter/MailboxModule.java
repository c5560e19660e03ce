package dev.postrider.mailbox.adapter;

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
import dev.postrider.mailbox.adapter.outbox.OutboxRelay;
import dev.postrider.mailbox.adapter.prune.Pruner;
import dev.postrider.mailbox.adapter.read.MailboxOpening;
import dev.postrider.mailbox.adapter.read.MailboxReader;
import dev.postrider.mailbox.adapter.read.MessageReader;
import dev.postrider.mailbox.adapter.read.StoredOctets;
import dev.postrider.mailbox.adapter.search.SearchMailbox;
import dev.postrider.mailbox.adapter.sql.Connections;
import dev.postrider.mailbox.adapter.verify.StoreVerifier;
import dev.postrider.mailbox.port.ChangeFeed;
import dev.postrider.servicekit.metrics.Metrics;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.grpc.server.Service;
import io.vertx.sqlclient.Pool;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** Everything of the mailboxes, wired. */
public final class MailboxModule {
    /**
     * Bounds and times.
     *
     * @param deliveryTransactions storing transactions at a time
     * @param deliveryWaitingOctets of messages that may wait for one
     * @param appendLimitOctets of one message
     * @param searchTimeout after which a search fails
     * @param tombstonesFor how long expunged UIDs are remembered
     * @param deliveredFor how long a delivered message is recognised
     * @param pruneEvery how often to look for what is older
     */
    public record Options(
            int deliveryTransactions,
            long deliveryWaitingOctets,
            long appendLimitOctets,
            Duration searchTimeout,
            Duration tombstonesFor,
            Duration deliveredFor,
            Duration pruneEvery) {}

    private final Options options;
    private final OutboxRelay relay;
    private final Pruner pruner;
    private final StoreVerifier verifier;
    private final List<Service> services;

    /**
     * Wires; nothing runs before {@link #start()}.
     *
     * @param pool connections with {@link #sessionProperties}; the caller closes it (so {@code blobs})
     */
    public MailboxModule(
            Vertx vertx, Pool pool, BlobStore blobs, ChangeFeed feed, MeterRegistry meters, Options options) {
        this.options = options;
        this.relay = new OutboxRelay(vertx, pool, feed, Metrics.MAILBOX_NOTIFICATION_SECONDS.timer(meters));
        this.pruner = new Pruner(vertx, pool, options.tombstonesFor(), options.deliveredFor());
        Connections connections = new Connections(pool);
        this.verifier = new StoreVerifier(connections, blobs);
        AccountTransactions transactions = new AccountTransactions(connections, relay);
        StoredOctets octets = new StoredOctets(connections, blobs);
        Calls calls = new Calls(meters);
        Deliverer deliverer = new Deliverer(
                connections,
                relay,
                new BlobIntake(blobs),
                meters,
                options.deliveryTransactions(),
                options.deliveryWaitingOctets());
        GrpcMailboxes.Handlers handlers = new GrpcMailboxes.Handlers(
                new MailboxReader(connections),
                new MailboxOpening(connections),
                new MessageReader(connections, octets),
                new SearchMailbox(vertx, connections, octets, options.searchTimeout()),
                new MailboxTree(transactions, connections),
                new StoreFlags(transactions),
                new CopyMessages(transactions),
                new Expunge(transactions),
                new AppendMessage(transactions, connections, blobs, options.appendLimitOctets()));
        this.services = List.of(
                DeliveryGrpcService.of(new GrpcDelivery(calls, deliverer)),
                MailboxesGrpcService.of(new GrpcMailboxes(calls, handlers)));
    }

    /**
     * With what run-time parameters of PostgreSQL the connections start. Statements are prepared once and their plans kept,
     * perhaps since the tables were empty: so plans must be those of large tables. Each statement here reads a few rows by a key.
     */
    public static Map<String, String> sessionProperties(Duration statementTimeout) {
        return Map.of(
                "plan_cache_mode", "force_generic_plan",
                "enable_seqscan", "off",
                "enable_hashjoin", "off",
                "enable_mergejoin", "off",
                "jit", "off",
                "statement_timeout", Long.toString(statementTimeout.toMillis()),
                "idle_in_transaction_session_timeout", "120000");
    }

    /** To add to the gRPC server. */
    public List<Service> services() {
        return services;
    }

    public StoreVerifier verifier() {
        return verifier;
    }

    public Pruner pruner() {
        return pruner;
    }

    /** Starts relaying and pruning. */
    public void start() {
        relay.start();
        pruner.start(options.pruneEvery());
    }

    /** Call it when nothing is published any more. */
    public Future<Void> close() {
        pruner.stop();
        return relay.close();
    }
}
