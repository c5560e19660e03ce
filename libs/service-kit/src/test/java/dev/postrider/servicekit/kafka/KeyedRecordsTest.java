package dev.postrider.servicekit.kafka;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.postrider.testkit.fixture.KafkaFixture;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The records of a key, found again on a real broker. */
final class KeyedRecordsTest {
    private static final long NOON = 1_790_000_000_000L;
    private static final Duration LIMIT = Duration.ofSeconds(60);

    private final KafkaSettings kafka = new KafkaSettings(
            KafkaFixture.shared().bootstrapServers(), true, 1, 1, 4, Duration.ofSeconds(15), 8 << 20, Map.of());
    private final String topic = "test.keyed." + UUID.randomUUID();

    @BeforeEach
    void makeTopic() throws ExecutionException, InterruptedException, TimeoutException {
        try (Admin admin = Admin.create(kafka.client(Map.of()))) {
            NewTopic made = new NewTopic(topic, 4, (short) 1).configs(Map.of("retention.ms", "-1"));
            admin.createTopics(List.of(made)).all().get(60, TimeUnit.SECONDS);
        }
    }

    private void write(@Nullable Integer partition, long atMs, String key, String value)
            throws ExecutionException, InterruptedException, TimeoutException {
        Map<String, Object> properties = new HashMap<>(kafka.client(Map.of("acks", "all")));
        try (var producer = new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer())) {
            producer.send(new ProducerRecord<>(topic, partition, atMs, bytes(key), bytes(value)))
                    .get(60, TimeUnit.SECONDS);
        }
    }

    private List<String> read(String key, long fromMs, long toMs) {
        KeyedRecords.Found found = KeyedRecords.read(kafka, topic, bytes(key), fromMs, toMs, LIMIT);
        assertTrue(found.complete());
        return found.records().stream()
                .map(each -> new String(each.value(), StandardCharsets.UTF_8))
                .toList();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void findsTheRecordsOfAKeyInOrderAndNoOthers() throws Exception {
        for (int i = 0; i < 20; i++) {
            write(null, NOON + i, "other-" + i, "x");
        }
        write(null, NOON, "wanted", "first");
        write(null, NOON + 5, "wanted", "second");
        assertEquals(List.of("first", "second"), read("wanted", NOON - 1000, NOON + 1000));
    }

    @Test
    void readsNothingThatWasWrittenBefore() throws Exception {
        write(null, NOON - 5000, "wanted", "too early");
        write(null, NOON, "wanted", "in time");
        assertEquals(List.of("in time"), read("wanted", NOON - 1000, NOON + 1000));
    }

    @Test
    void looksInEveryPartitionWhereTheKeysOwnHasNone() throws Exception {
        for (int partition = 0; partition < 4; partition++) {
            write(partition, NOON, "in-" + partition, "here");
        }
        for (int partition = 0; partition < 4; partition++) {
            assertEquals(List.of("here"), read("in-" + partition, NOON - 1000, NOON + 1000));
        }
    }

    @Test
    void findsNothingWhereNothingIs() {
        assertEquals(List.of(), read("wanted", NOON - 1000, NOON + 1000));
    }

    @Test
    void saysSoWhereNoBrokerIs() {
        KafkaSettings nobody =
                new KafkaSettings("127.0.0.1:1", true, 1, 1, 4, Duration.ofSeconds(15), 8 << 20, Map.of());
        assertThrows(
                KeyedRecords.UnreadableException.class,
                () -> KeyedRecords.read(nobody, topic, bytes("k"), NOON, NOON, Duration.ofSeconds(1)));
    }
}
