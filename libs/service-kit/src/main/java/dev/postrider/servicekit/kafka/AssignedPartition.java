package dev.postrider.servicekit.kafka;

import java.util.Optional;
import org.apache.kafka.common.TopicPartition;

/**
 * One partition for as long as this process owns it: the tracker behind a lock, and the decision to pause. Records report to it from
 * event loops, the poll thread asks it.
 */
final class AssignedPartition implements PartitionWork {
    /** A record that stays in flight for hours must not make the bookkeeping above it grow for ever. */
    private static final int MAX_SPAN = 50_000;

    private final TopicPartition partition;
    private final ConsumerSpec spec;
    private final OffsetTracker tracker;
    private final Runnable onSettled;
    private boolean paused;
    private volatile boolean revoked;

    /**
     * @param onSettled called without the lock when a record was settled and the poll thread may be waiting for that
     */
    AssignedPartition(TopicPartition partition, ConsumerSpec spec, OffsetTracker tracker, Runnable onSettled) {
        this.partition = partition;
        this.spec = spec;
        this.tracker = tracker;
        this.onSettled = onSettled;
    }

    TopicPartition partition() {
        return partition;
    }

    /** Whether the record has to be handed out. */
    synchronized boolean begin(long offset, int bytes) {
        return tracker.begin(offset, bytes);
    }

    synchronized long next() {
        return tracker.next();
    }

    @Override
    public void completed(long offset) {
        boolean wake;
        synchronized (this) {
            tracker.complete(offset);
            wake = worthWaking();
        }
        if (wake) {
            onSettled.run();
        }
    }

    @Override
    public void released(long offset) {
        boolean wake;
        synchronized (this) {
            tracker.release(offset);
            wake = worthWaking();
        }
        if (wake) {
            onSettled.run();
        }
    }

    private boolean worthWaking() {
        return revoked ? tracker.inFlight() == 0 : paused && !overHalf();
    }

    @Override
    public boolean revoked() {
        return revoked;
    }

    void revoke() {
        revoked = true;
    }

    synchronized int inFlight() {
        return tracker.inFlight();
    }

    /** Decides anew whether to fetch; pauses at the limits and resumes at half of them. */
    synchronized boolean shouldPause() {
        paused = paused ? overHalf() : overLimit();
        return paused;
    }

    private boolean overLimit() {
        return tracker.inFlight() >= spec.maxInFlightRecords()
                || tracker.inFlightBytes() >= spec.maxInFlightBytes()
                || tracker.span() >= MAX_SPAN;
    }

    private boolean overHalf() {
        return tracker.inFlight() > spec.maxInFlightRecords() / 2
                || tracker.inFlightBytes() > spec.maxInFlightBytes() / 2
                || tracker.span() > MAX_SPAN / 2;
    }

    synchronized Optional<OffsetTracker.Commit> pending() {
        return tracker.pending();
    }

    synchronized void acknowledged(OffsetTracker.Commit commit) {
        tracker.acknowledged(commit);
    }
}
