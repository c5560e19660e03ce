package dev.postrider.servicekit.kafka;

/** What a record reports to: the bookkeeping of its partition for as long as this process owns it. Thread-safe. */
interface PartitionWork {
    void completed(long offset);

    void released(long offset);

    boolean revoked();
}
