package dev.postrider.servicekit.kafka;

import java.util.Set;

/** Told on the handler's context which partitions this process owns. */
public interface PartitionListener {
    /** Listens to nothing. */
    PartitionListener NONE = new PartitionListener() {};

    /** These are ours from now on; their records follow. */
    default void assigned(Set<Integer> partitions) {}

    /**
     * These are about to go: {@link ConsumedRecord#release()} what has not begun, finish what has. The consumer waits for that, up to its
     * hand-over grace, and then commits what is complete.
     */
    default void revoking(Set<Integer> partitions) {}

    /** These are gone, whether they were handed over or lost. */
    default void revoked(Set<Integer> partitions) {}
}
