package dev.postrider.servicekit.kafka;

import java.time.Duration;

/**
 * What a {@link RecordConsumer} reads and how much of it at a time.
 *
 * @param maxInFlightRecords per partition: beyond it the partition is paused; one poll may overshoot it
 * @param maxInFlightBytes per partition, likewise
 * @param commitInterval how often completed offsets are committed while there are new ones
 * @param handOverGrace how long a revocation waits for records under way
 */
public record ConsumerSpec(
        String groupId,
        String topic,
        int maxInFlightRecords,
        long maxInFlightBytes,
        Duration commitInterval,
        Duration handOverGrace) {
    /** 500 records, 16 MiB, 250 ms, 10 s. */
    public static ConsumerSpec of(String groupId, String topic) {
        return new ConsumerSpec(groupId, topic, 500, 16 << 20, Duration.ofMillis(250), Duration.ofSeconds(10));
    }

    public ConsumerSpec withInFlight(int records, long bytes) {
        return new ConsumerSpec(groupId, topic, records, bytes, commitInterval, handOverGrace);
    }

    public ConsumerSpec withHandOverGrace(Duration grace) {
        return new ConsumerSpec(groupId, topic, maxInFlightRecords, maxInFlightBytes, commitInterval, grace);
    }

    public ConsumerSpec withCommitInterval(Duration interval) {
        return new ConsumerSpec(groupId, topic, maxInFlightRecords, maxInFlightBytes, interval, handOverGrace);
    }
}
