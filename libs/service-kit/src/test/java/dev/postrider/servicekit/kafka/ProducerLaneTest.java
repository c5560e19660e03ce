package dev.postrider.servicekit.kafka;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.postrider.contracts.Topics;
import dev.postrider.servicekit.config.Secret;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the producers are told. */
final class ProducerLaneTest {
    private static KafkaSettings settings(int partitions, long bufferMemory) {
        return new KafkaSettings("127.0.0.1:1", true, 1, 1, partitions, Duration.ofSeconds(20), bufferMemory, Map.of());
    }

    private static long number(Map<String, Object> told, String property) {
        return Long.parseLong(String.valueOf(told.get(property)));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 12, 24, 100, 1000})
    void eachPartitionHasRoomForABatchUnderWayAndOneThatFills(int partitions) {
        for (ProducerLane lane : ProducerLane.values()) {
            Map<String, Object> told = lane.properties(settings(partitions, 32 << 20));
            long batch = number(told, "batch.size");
            assertTrue(2L * partitions * batch <= number(told, "buffer.memory"), lane + " " + batch);
        }
    }

    @Test
    void aBatchOfAcceptedMailTakesSeveralLargeMessagesAndAnEventWaits() {
        Map<String, Object> accepted = ProducerLane.of(Topics.ACCEPTED).properties(settings(12, 32 << 20));
        assertEquals(1 << 20, accepted.get("batch.size"));
        assertEquals(0, accepted.get("linger.ms"));
        assertEquals(
                50,
                ProducerLane.of(Topics.EVENTS)
                        .properties(settings(12, 32 << 20))
                        .get("linger.ms"));
    }

    @Test
    void settingsChangeWhatTheyMayAndNotWhatCorrectnessRestsOn() {
        KafkaSettings changed = new KafkaSettings(
                "127.0.0.1:1",
                true,
                1,
                1,
                12,
                Duration.ofSeconds(20),
                32 << 20,
                Map.of(
                        "linger.ms", new Secret("7"),
                        "acks", new Secret("1")));
        Map<String, Object> told = ProducerLane.of(Topics.OUTBOUND).properties(changed);
        assertEquals("7", told.get("linger.ms"));
        assertEquals("all", told.get("acks"));
    }
}
