package dev.postrider.servicekit.kafka;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.utils.Utils;

/** Looks the records of one key up, for tools. Blocks; takes part in no group. */
public final class KeyedRecords {
    private static final Duration POLL = Duration.ofMillis(200);

    /**
     * What was found.
     *
     * @param records in the order in which they were written
     * @param complete false if the time was over before the end was reached
     */
    public record Found(List<ReceivedRecord> records, boolean complete) {
        public Found {
            records = List.copyOf(records);
        }
    }

    /** Kafka cannot be asked, or does not know the topic. */
    public static final class UnreadableException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        UnreadableException(String message, Throwable cause) {
            super(message, cause);
        }
    }

    private final KafkaConsumer<byte[], byte[]> consumer;
    private final String topic;
    private final long deadlineNanos;

    private KeyedRecords(KafkaConsumer<byte[], byte[]> consumer, String topic, Duration timeLimit) {
        this.consumer = consumer;
        this.topic = topic;
        this.deadlineNanos = System.nanoTime() + timeLimit.toNanos();
    }

    /**
     * Reads the records of a key that were written in a span of time. The partition that the key belongs to is read first and, where
     * it holds none (the topic may have had fewer partitions then), the others.
     *
     * @param fromMs since the epoch
     * @param toMs since the epoch; records behind it may be among them
     * @throws UnreadableException if Kafka does not answer within {@code timeLimit}, or has no such topic
     */
    public static Found read(
            KafkaSettings kafka, String topic, byte[] key, long fromMs, long toMs, Duration timeLimit) {
        int callMs = (int) Math.min(timeLimit.toMillis(), Integer.MAX_VALUE);
        Map<String, Object> properties = kafka.client(Map.of(
                "default.api.timeout.ms",
                callMs,
                "request.timeout.ms",
                callMs,
                "enable.auto.commit",
                false,
                "allow.auto.create.topics",
                false,
                "auto.offset.reset",
                "earliest"));
        try (var consumer = new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            return new KeyedRecords(consumer, topic, timeLimit).read(key, fromMs, toMs);
        } catch (KafkaException e) {
            throw new UnreadableException(
                    "Kafka at " + kafka.bootstrapServers() + " cannot be asked about " + topic + ": " + e.getMessage(),
                    e);
        }
    }

    private Found read(byte[] key, long fromMs, long toMs) {
        int partitions = consumer.partitionsFor(topic).size();
        if (partitions == 0) {
            throw new KafkaException("there is no such topic");
        }
        int own = Utils.toPositive(Utils.murmur2(key)) % partitions;
        Found found = read(List.of(own), key, fromMs, toMs);
        if (!found.records().isEmpty() || !found.complete()) {
            return found;
        }
        return read(
                IntStream.range(0, partitions)
                        .filter(partition -> partition != own)
                        .boxed()
                        .toList(),
                key,
                fromMs,
                toMs);
    }

    private Found read(List<Integer> numbers, byte[] key, long fromMs, long toMs) {
        List<TopicPartition> partitions = numbers.stream()
                .map(number -> new TopicPartition(topic, number))
                .toList();
        Map<TopicPartition, Long> ends = new HashMap<>(consumer.endOffsets(partitions));
        offsetsAt(partitions, toMs).forEach((partition, offset) -> offset.ifPresent(end -> ends.put(partition, end)));
        consumer.assign(partitions);
        offsetsAt(partitions, fromMs).forEach((partition, offset) -> {
            long from = offset.orElse(ends.getOrDefault(partition, 0L));
            consumer.seek(partition, from);
        });
        List<ReceivedRecord> records = new ArrayList<>();
        while (ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
            if (System.nanoTime() > deadlineNanos) {
                return new Found(records, false);
            }
            for (ConsumerRecord<byte[], byte[]> read : consumer.poll(POLL)) {
                if (Arrays.equals(read.key(), key)) {
                    records.add(new ReceivedRecord(read));
                }
            }
        }
        return new Found(records, true);
    }

    /** The first offsets at or behind a time; empty where there is none. */
    private Map<TopicPartition, OptionalLong> offsetsAt(List<TopicPartition> partitions, long ms) {
        Map<TopicPartition, Long> times = new HashMap<>();
        partitions.forEach(partition -> times.put(partition, ms));
        Map<TopicPartition, OptionalLong> offsets = new HashMap<>();
        Map<TopicPartition, OffsetAndTimestamp> answers = consumer.offsetsForTimes(times);
        for (TopicPartition partition : partitions) {
            OffsetAndTimestamp answer = answers.get(partition);
            offsets.put(partition, answer == null ? OptionalLong.empty() : OptionalLong.of(answer.offset()));
        }
        return offsets;
    }
}
