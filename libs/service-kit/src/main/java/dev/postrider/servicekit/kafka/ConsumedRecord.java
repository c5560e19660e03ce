package dev.postrider.servicekit.kafka;

import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * A record that this process owns until it is completed or released, or until {@link #revoked()} says that its partition went
 * elsewhere. Thread-safe.
 */
public final class ConsumedRecord extends ReceivedRecord {
    private final PartitionWork work;
    private final AtomicBoolean settled = new AtomicBoolean();

    ConsumedRecord(ConsumerRecord<byte[], byte[]> read, PartitionWork work) {
        super(read);
        this.work = work;
    }

    /** Its effects are durable elsewhere: it need never be read again. Further calls do nothing. */
    public void complete() {
        if (settled.compareAndSet(false, true)) {
            work.completed(offset());
        }
    }

    /**
     * Hands the record back undone, for whoever owns the partition next: the right answer to {@link PartitionListener#revoking} for
     * what has not begun. While this process keeps the partition a released record is not read again and holds the committed offset
     * back.
     */
    public void release() {
        if (settled.compareAndSet(false, true)) {
            work.released(offset());
        }
    }

    /** Whether the partition is being taken away or is gone: begin nothing that must not happen twice. */
    public boolean revoked() {
        return work.revoked();
    }
}
