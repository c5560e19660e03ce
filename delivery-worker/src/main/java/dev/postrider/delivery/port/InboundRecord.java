package dev.postrider.delivery.port;

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

    /** Everything that follows from it is durable elsewhere. */
    void complete();

    /** Gives it back undone. */
    void release();

    /** Is the partition being taken away? Then nothing should begin that must not happen twice. */
    boolean revoked();
}
