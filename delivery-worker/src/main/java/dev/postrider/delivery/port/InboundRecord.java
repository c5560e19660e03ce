package dev.postrider.delivery.port;

import java.util.Optional;

/** A record that this worker owns until it completes or releases it. */
public interface InboundRecord {
    String topic();

    int partition();

    long offset();

    /** When it was produced, in milliseconds since 1970. */
    long timestampMs();

    /** Not a copy: do not change it. */
    byte[] key();

    /** Not a copy: do not change it. */
    byte[] value();

    /** The trace context of the message's acceptance, if that was traced. */
    Optional<String> traceparent();

    /** Everything that follows from it is durable elsewhere. */
    void complete();

    /** Gives it back undone. */
    void release();

    /** Is the partition being taken away? Then nothing should begin that must not happen twice. */
    boolean revoked();
}
