package dev.postrider.delivery;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Reads a topic from its beginning, beside everybody else, and keeps what it read. */
final class TopicReader<T> implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(40);

    /** Makes a value of a record; whatever it throws fails the test. */
    interface Decoder<T> {
        T decode(byte[] value) throws Exception;
    }

    private final KafkaConsumer<byte[], byte[]> consumer;
    private final Decoder<T> decoder;
    private final List<T> seen = new CopyOnWriteArrayList<>();

    TopicReader(String bootstrapServers, String topic, Decoder<T> decoder) {
        this.decoder = decoder;
        this.consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", bootstrapServers),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer());
        List<TopicPartition> partitions = consumer.partitionsFor(topic).stream()
                .map(info -> new TopicPartition(topic, info.partition()))
                .toList();
        consumer.assign(partitions);
        consumer.seekToBeginning(partitions);
    }

    /** The first value that {@code wanted} accepts, waited for. */
    T await(String what, Predicate<T> wanted) {
        long endNs = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            for (T value : seen) {
                if (wanted.test(value)) {
                    return value;
                }
            }
            if (System.nanoTime() > endNs) {
                throw new AssertionError("no " + what + " in time; seen: " + seen);
            }
            poll(Duration.ofMillis(100));
        }
    }

    /** All values that {@code wanted} accepts, as of now. */
    List<T> now(Predicate<T> wanted) {
        poll(Duration.ofMillis(200));
        return seen.stream().filter(wanted).toList();
    }

    private void poll(Duration timeout) {
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(timeout)) {
            try {
                seen.add(decoder.decode(record.value()));
            } catch (Exception e) {
                throw new AssertionError("undecodable record", e);
            }
        }
    }

    @Override
    public void close() {
        consumer.close();
    }
}
