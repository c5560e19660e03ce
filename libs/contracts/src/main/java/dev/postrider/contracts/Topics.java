package dev.postrider.contracts;

/** The Kafka topics, and what their keys are. The values stand in {@code records.proto}. */
public final class Topics {
    /** One {@link AcceptedMessage} per accepted message. Key: queue id, so that load spreads evenly. */
    public static final String ACCEPTED = "mail.accepted";

    /** One {@link OutboundMessage} per message and destination. Key: destination domain, so that one worker owns it. */
    public static final String OUTBOUND = "mail.outbound";

    /** One {@link LifecycleEvent} per outcome. Key: queue id, so that a message's story is in order. */
    public static final String EVENTS = "mail.events";

    /** One {@link MailboxChange} per changed account. Key: account id. */
    public static final String MAILBOX_CHANGES = "mailbox.changes";

    /** One {@link DeadLetter} per record that could not be processed. Key: the original key. */
    public static final String DEAD_LETTER = "mail.dead-letter";

    /** Record header: the queue id in ASCII. */
    public static final String HEADER_QUEUE_ID = "queue-id";

    /** Record header: {@link #SCHEMA_VERSION} in ASCII. */
    public static final String HEADER_SCHEMA_VERSION = "schema-version";

    /**
     * Record header, where traces are on: W3C trace context. On {@link #EVENTS} that of what the event tells of; elsewhere that of the message's
     * acceptance.
     */
    public static final String HEADER_TRACEPARENT = "traceparent";

    /** The version that this build writes. */
    public static final String SCHEMA_VERSION = "1";

    private Topics() {}
}
