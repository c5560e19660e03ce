package dev.postrider.servicekit.metrics;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import java.util.List;
import java.util.function.Supplier;

/**
 * Every metric of Postrider: name, kind, labels, meaning. A metric that is not here does not exist.
 *
 * <p>Names are Micrometer's ({@code postrider.smtp.connections}); Prometheus shows {@code postrider_smtp_connections_total}. Label values come from
 * closed enums, never from addresses, domains, ids or IP addresses. Keep the meters that you get: looking one up costs more than counting.
 */
public enum Metrics {
    // delivery-worker
    DELIVERY_ATTEMPTS(
            "postrider.delivery.attempts",
            Kind.COUNTER,
            "Attempts that ended, one per recipient",
            "provider",
            "result",
            "reason"),
    DELIVERY_AGE_SECONDS(
            "postrider.delivery.age",
            Kind.LONG_TIMER,
            "From the acceptance of a message to the end of an attempt, one per recipient",
            "provider",
            "attempt",
            "result"),
    DELIVERY_DURATION_SECONDS(
            "postrider.delivery.duration",
            Kind.TIMER,
            "What an attempt at another server takes, by its parts",
            "provider",
            "phase"),
    DELIVERY_REPLIES(
            "postrider.delivery.replies",
            Kind.COUNTER,
            "What other servers answered for a recipient, by the first digit",
            "provider",
            "reply_class"),
    DELIVERY_DIALS(
            "postrider.delivery.dials",
            Kind.COUNTER,
            "Connections to other servers, by how they are encrypted",
            "provider",
            "tls"),
    DELIVERY_STORE_CALL_SECONDS(
            "postrider.delivery.store.call", Kind.TIMER, "Calls that deliver into mailboxes", "result"),
    DELIVERY_STORE_CALL_ITEMS("postrider.delivery.store.call.items", Kind.SUMMARY, "Messages in one such call"),
    DELIVERY_IN_FLIGHT("postrider.delivery.in.flight", Kind.GAUGE, "Messages queued or under way in memory", "stage"),
    DELIVERY_CONNECTIONS("postrider.delivery.connections", Kind.GAUGE, "Open connections to other servers"),
    DELIVERY_DESTINATIONS(
            "postrider.delivery.destinations",
            Kind.GAUGE,
            "Destinations with mail in memory, by what they do",
            "state"),
    DELIVERY_DEAD_LETTERS(
            "postrider.delivery.dead.letters", Kind.COUNTER, "Records that could not be processed", "reason"),
    DELIVERY_REPORTS("postrider.delivery.reports", Kind.COUNTER, "Reports sent to senders", "action"),
    DELIVERY_EVENTS_LOST("postrider.delivery.events.lost", Kind.COUNTER, "Lifecycle events that Kafka did not take"),
    DELIVERY_HELD(
            "postrider.delivery.held", Kind.COUNTER, "Steps put off because a dependency does not answer", "step"),
    DNS_LOOKUP_SECONDS(
            "postrider.dns.lookup.duration", Kind.TIMER, "Questions to the DNS, cached ones too", "type", "result"),
    QUEUE_MESSAGES(
            "postrider.queue.messages",
            Kind.GAUGE,
            "Deferred messages in the partitions of this worker, by when their next attempt is due",
            "due"),
    QUEUE_OLDEST_DUE_AGE_SECONDS(
            "postrider.queue.oldest.due.age.seconds",
            Kind.GAUGE,
            "For how long the longest-due deferred message has been due"),
    QUEUE_TARDINESS_SECONDS(
            "postrider.queue.tardiness",
            Kind.LONG_TIMER,
            "From when a deferred message was due to when it was taken up"),

    // service-kit
    BUILD_INFO("postrider.build.info", Kind.GAUGE, "Always 1; the version is the label", "version"),
    EVENT_LOOP_DELAY_SECONDS(
            "postrider.event.loop.delay", Kind.TIMER, "How much later than asked an event loop runs a timer"),
    BLOB_OPERATION_SECONDS(
            "postrider.blob.operation.duration",
            Kind.TIMER,
            "Calls of the blob store; READ and CREATE until the stream is there",
            "operation",
            "result"),
    SQL_COMMAND_SECONDS("postrider.sql.command.duration", Kind.TIMER, "Commands of PostgreSQL", "result"),
    SQL_POOL_WAIT_SECONDS(
            "postrider.sql.pool.wait", Kind.TIMER, "From asking for a connection of PostgreSQL to having it"),
    SQL_POOL_USED("postrider.sql.pool.used", Kind.GAUGE, "Connections of PostgreSQL that are at work"),
    KAFKA_PRODUCE_SECONDS("postrider.kafka.produce", Kind.TIMER, "From send to acknowledgement", "topic"),
    KAFKA_PRODUCE_FAILURES(
            "postrider.kafka.produce.failures", Kind.COUNTER, "Records that were not acknowledged", "topic"),
    KAFKA_CONSUMED("postrider.kafka.consumed.records", Kind.COUNTER, "Records handed to the service", "topic"),
    KAFKA_SKIPPED(
            "postrider.kafka.skipped.records", Kind.COUNTER, "Records that an earlier owner had completed", "topic"),
    KAFKA_HANDLER_FAILURES("postrider.kafka.handler.failures", Kind.COUNTER, "Batches whose handler threw", "topic"),
    KAFKA_IN_FLIGHT("postrider.kafka.in.flight.records", Kind.GAUGE, "Records handed out and not completed", "topic"),
    KAFKA_LAG("postrider.kafka.lag.records", Kind.GAUGE, "Records of the owned partitions not yet read", "topic"),
    KAFKA_COMMIT_FAILURES(
            "postrider.kafka.commit.failures", Kind.COUNTER, "Commits that failed and were repeated", "topic"),
    TRACING_SPANS_LOST(
            "postrider.tracing.spans.lost", Kind.COUNTER, "Spans that did not reach the collector", "reason"),
    TLS_RELOADS("postrider.tls.reloads", Kind.COUNTER, "Reloads of changed certificates", "result"),
    TLS_CERTIFICATE_EXPIRES(
            "postrider.tls.certificate.expires.seconds",
            Kind.GAUGE,
            "Unix time at which the first certificate in use ends",
            "use"),

    // gateways
    AUTH_ATTEMPTS(
            "postrider.auth.attempts",
            Kind.COUNTER,
            "Logins tried, by how they ended",
            "protocol",
            "mechanism",
            "result"),

    // smtp-ingress
    SMTP_CONNECTIONS(
            "postrider.smtp.connections",
            Kind.COUNTER,
            "Connections taken, by whether they were served, and if not, why",
            "listener",
            "outcome"),
    SMTP_CONNECTIONS_OPEN("postrider.smtp.connections.open", Kind.GAUGE, "Connections open now", "listener"),
    SMTP_SESSIONS_ENDED(
            "postrider.smtp.sessions.ended", Kind.COUNTER, "Sessions by why they ended", "listener", "cause"),
    SMTP_SESSIONS_ENCRYPTED(
            "postrider.smtp.sessions.encrypted", Kind.COUNTER, "Ended sessions, by their TLS", "listener", "tls"),
    SMTP_COMMAND_SECONDS(
            "postrider.smtp.command.duration",
            Kind.TIMER,
            "From a command, or the end of data, to its reply",
            "command",
            "reply_class"),
    SMTP_REFUSALS(
            "postrider.smtp.refusals", Kind.COUNTER, "Replies that refuse something, by why", "listener", "reason"),
    SMTP_MESSAGES("postrider.smtp.messages", Kind.COUNTER, "Messages received in full", "listener", "result", "reason"),
    SMTP_RECEIVED("postrider.smtp.received.bytes", Kind.COUNTER, "Octets of accepted messages", "listener"),
    SMTP_ACCEPT_SECONDS(
            "postrider.smtp.accept.duration",
            Kind.TIMER,
            "From the end of data to its reply, by the size of the message",
            "listener",
            "size"),
    SMTP_ACCEPT_PART_SECONDS(
            "postrider.smtp.accept.part.duration",
            Kind.TIMER,
            "What a message takes up to its reply, by parts; the first one is before the end of data",
            "part"),
    SMTP_POLICY_RESULTS(
            "postrider.smtp.policy.results", Kind.COUNTER, "What the policy's steps found", "method", "result"),
    SMTP_POLICY_SECONDS("postrider.smtp.policy", Kind.TIMER, "One step of the policy for one message", "method"),
    RELAY_CANARY(
            "postrider.relay.canary",
            Kind.COUNTER,
            "Attempts to relay through our own listener as a stranger",
            "result"),
    SMTP_STRESS("postrider.smtp.stress", Kind.GAUGE, "1 while sessions are kept short because there are so many"),
    SMTP_BODY_MEMORY("postrider.smtp.body.memory.bytes", Kind.GAUGE, "Memory that bodies take now"),
    SMTP_BODY_BLOBS("postrider.smtp.body.blobs", Kind.GAUGE, "Bodies that are being written to the blob store"),

    // imap-gateway
    IMAP_CONNECTIONS(
            "postrider.imap.connections",
            Kind.COUNTER,
            "Connections taken, by whether they were served, and if not, why",
            "listener",
            "outcome"),
    IMAP_SESSIONS("postrider.imap.sessions", Kind.GAUGE, "Sessions open now, by what they are at", "state"),
    IMAP_SESSIONS_ENDED("postrider.imap.sessions.ended", Kind.COUNTER, "Sessions by why they ended", "cause"),
    IMAP_COMMAND_SECONDS(
            "postrider.imap.command.duration",
            Kind.TIMER,
            "From a command to its answer; of IDLE, all of it",
            "command",
            "result"),
    IMAP_RECEIVED("postrider.imap.received.bytes", Kind.COUNTER, "Octets from clients, without TLS"),
    IMAP_SENT("postrider.imap.sent.bytes", Kind.COUNTER, "Octets to clients, without TLS"),
    IMAP_MESSAGES_SENT("postrider.imap.fetched.messages", Kind.COUNTER, "Messages that FETCH told of"),
    IMAP_BACKEND_FAILURES(
            "postrider.imap.backend.failures", Kind.COUNTER, "Calls to mailbox-service that failed", "kind"),
    IMAP_HINTS("postrider.imap.hints", Kind.COUNTER, "Hints of changes, by whether a session waited", "result"),

    // mailbox-service: mailboxes
    MAILBOX_OPERATION_SECONDS(
            "postrider.mailbox.operation.duration", Kind.TIMER, "One gRPC call, by its end", "operation", "result"),
    MAILBOX_DELIVERIES(
            "postrider.mailbox.deliveries", Kind.COUNTER, "Messages per account, by what became of them", "result"),
    MAILBOX_DELIVERY_BATCH("postrider.mailbox.delivery.batch", Kind.SUMMARY, "Messages stored in one transaction"),
    MAILBOX_NOTIFICATION_SECONDS(
            "postrider.mailbox.notification", Kind.TIMER, "From a commit to the acknowledgement of its hint"),

    // mailbox-service: directory
    DIRECTORY_RESOLUTIONS("postrider.directory.resolutions", Kind.COUNTER, "Addresses resolved", "status"),
    DIRECTORY_LOGINS("postrider.directory.logins", Kind.COUNTER, "Logins and passwords checked", "result"),
    DIRECTORY_HASH_QUEUE("postrider.directory.hash.queue", Kind.GAUGE, "Passwords that wait to be hashed");

    /** What Prometheus makes of it. */
    public enum Kind {
        COUNTER,
        GAUGE,
        /** Histogram of seconds, from 1 ms to 30 s. */
        TIMER,
        /** Histogram of seconds, from 100 ms to a day. */
        LONG_TIMER,
        /** Histogram of any unit. */
        SUMMARY
    }

    private final String meterName;
    private final Kind kind;
    private final String description;

    @SuppressWarnings("ImmutableEnumChecker") // it is: List.of made it
    private final List<String> labels;

    Metrics(String meterName, Kind kind, String description, String... labels) {
        this.meterName = meterName;
        this.kind = kind;
        this.description = description;
        this.labels = List.of(labels);
    }

    public String meterName() {
        return meterName;
    }

    public Kind kind() {
        return kind;
    }

    public String description() {
        return description;
    }

    public List<String> labels() {
        return labels;
    }

    /**
     * @param values one per label, in their order
     */
    public Counter counter(MeterRegistry registry, String... values) {
        return Counter.builder(meterName)
                .description(description)
                .tags(tags(Kind.COUNTER, values))
                .register(registry);
    }

    /** A histogram with the buckets of its kind. */
    public Timer timer(MeterRegistry registry, String... values) {
        boolean isLong = kind == Kind.LONG_TIMER;
        return Timer.builder(meterName)
                .description(description)
                .tags(tags(isLong ? Kind.LONG_TIMER : Kind.TIMER, values))
                .serviceLevelObjectives(isLong ? Buckets.AGE : Buckets.LATENCY)
                .register(registry);
    }

    public DistributionSummary summary(MeterRegistry registry, String... values) {
        return DistributionSummary.builder(meterName)
                .description(description)
                .tags(tags(Kind.SUMMARY, values))
                .register(registry);
    }

    /** As Prometheus shows it; histograms have further endings: {@code _bucket}, {@code _count}, {@code _sum}. */
    public String prometheusName() {
        String base = meterName.replace('.', '_');
        return switch (kind) {
            case COUNTER -> base + "_total";
            case TIMER, LONG_TIMER -> base + "_seconds";
            case GAUGE, SUMMARY -> base;
        };
    }

    /** The registry keeps {@code value} alive. */
    public Gauge gauge(MeterRegistry registry, Supplier<Number> value, String... values) {
        return Gauge.builder(meterName, value)
                .description(description)
                .tags(tags(Kind.GAUGE, values))
                .strongReference(true)
                .register(registry);
    }

    private Tags tags(Kind wanted, String... values) {
        if (wanted != kind) {
            throw new IllegalArgumentException(this + " is a " + kind + ", not a " + wanted);
        }
        if (values.length != labels.size()) {
            throw new IllegalArgumentException(this + " wants the labels " + labels);
        }
        Tags tags = Tags.empty();
        for (int i = 0; i < values.length; i++) {
            tags = tags.and(labels.get(i), values[i]);
        }
        return tags;
    }
}
