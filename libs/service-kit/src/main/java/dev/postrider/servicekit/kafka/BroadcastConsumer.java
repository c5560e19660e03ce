package dev.postrider.servicekit.kafka;

import io.vertx.core.Context;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.InvalidOffsetException;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads every partition of a topic from its end, in every process, without a group and without commits: for hints, whose loss the reader
 * makes good by looking for itself when it is told of a gap.
 */
public final class BroadcastConsumer {
    private static final Logger log = LoggerFactory.getLogger(BroadcastConsumer.class);
    private static final Duration POLL = Duration.ofSeconds(1);
    private static final Duration CALL_TIMEOUT = Duration.ofSeconds(5);
    private static final Duration REOPEN_DELAY = Duration.ofMillis(500);
    private static final long PARTITION_CHECK_NANOS = Duration.ofSeconds(10).toNanos();

    private final Context context;
    private final String topic;
    private final Consumer<List<ReceivedRecord>> records;
    private final Runnable gap;
    private final PollThread thread;
    private volatile @Nullable KafkaConsumer<byte[], byte[]> client;

    private BroadcastConsumer(
            Context context, KafkaSettings kafka, String topic, Consumer<List<ReceivedRecord>> records, Runnable gap) {
        this.context = context;
        this.topic = topic;
        this.records = records;
        this.gap = gap;
        this.thread =
                new PollThread("kafka-broadcast-" + topic, properties(kafka), REOPEN_DELAY, this::work, this::failed);
    }

    /**
     * Starts reading on a thread of its own; never fails, and goes on trying while Kafka is away.
     *
     * @param context where the callbacks run, one call at a time
     * @param records takes the records of one poll; record order holds within a partition
     * @param gap called when reading begins, and again whenever records may have been missed: whoever relies on hints looks for itself
     */
    public static BroadcastConsumer start(
            Context context, KafkaSettings kafka, String topic, Consumer<List<ReceivedRecord>> records, Runnable gap) {
        BroadcastConsumer consumer = new BroadcastConsumer(context, kafka, topic, records, gap);
        consumer.thread.start();
        return consumer;
    }

    public Future<Void> close() {
        Future<Void> ended = thread.close();
        KafkaConsumer<byte[], byte[]> current = client;
        if (current != null) {
            current.wakeup();
        }
        return ended;
    }

    private void work(KafkaConsumer<byte[], byte[]> consumer) {
        client = consumer;
        try {
            read(consumer);
        } catch (WakeupException e) {
            log.trace("woken to close", e);
        } finally {
            client = null;
        }
    }

    private void failed(RuntimeException e) {
        log.atWarn()
                .addKeyValue("topic", topic)
                .addKeyValue("reason", e.toString())
                .log("broadcast consumer failed, starting a new one");
    }

    private void read(KafkaConsumer<byte[], byte[]> consumer) {
        Set<TopicPartition> assigned = new HashSet<>(partitions(consumer));
        if (assigned.isEmpty()) {
            thread.pause();
            return;
        }
        consumer.assign(assigned);
        consumer.seekToEnd(assigned);
        // Seeking is lazy: only with the positions known is "from now on" true.
        assigned.forEach(partition -> consumer.position(partition, CALL_TIMEOUT));
        log.atInfo()
                .addKeyValue("topic", topic)
                .addKeyValue("partitions", assigned.size())
                .log("reading from the end");
        tell(gap);
        long lastCheck = System.nanoTime();
        while (!thread.isClosing()) {
            poll(consumer);
            if (System.nanoTime() - lastCheck > PARTITION_CHECK_NANOS) {
                lastCheck = System.nanoTime();
                addPartitions(consumer, assigned);
            }
        }
    }

    private void poll(KafkaConsumer<byte[], byte[]> consumer) {
        try {
            ConsumerRecords<byte[], byte[]> read = consumer.poll(POLL);
            if (!read.isEmpty()) {
                List<ReceivedRecord> batch = new ArrayList<>(read.count());
                for (ConsumerRecord<byte[], byte[]> one : read) {
                    batch.add(new ReceivedRecord(one));
                }
                tell(() -> records.accept(batch));
            }
        } catch (InvalidOffsetException e) {
            // Records were removed before they were read, or the log went back.
            log.atWarn().addKeyValue("partitions", e.partitions()).log("positions are gone, going on from the end");
            consumer.seekToEnd(e.partitions());
            e.partitions().forEach(partition -> consumer.position(partition, CALL_TIMEOUT));
            tell(gap);
        }
    }

    /** New partitions are read from their beginning: what stands there came after the last look. */
    private void addPartitions(KafkaConsumer<byte[], byte[]> consumer, Set<TopicPartition> assigned) {
        Set<TopicPartition> added = new HashSet<>(partitions(consumer));
        added.removeAll(assigned);
        if (!added.isEmpty()) {
            assigned.addAll(added);
            consumer.assign(assigned);
            consumer.seekToBeginning(added);
            log.atInfo()
                    .addKeyValue("topic", topic)
                    .addKeyValue("partitions", assigned.size())
                    .log("partitions were added");
        }
    }

    private List<TopicPartition> partitions(KafkaConsumer<byte[], byte[]> consumer) {
        List<PartitionInfo> found = consumer.partitionsFor(topic, CALL_TIMEOUT);
        return found == null
                ? List.of()
                : found.stream()
                        .map(info -> new TopicPartition(info.topic(), info.partition()))
                        .toList();
    }

    private void tell(Runnable call) {
        context.runOnContext(v -> {
            try {
                call.run();
            } catch (RuntimeException e) {
                log.atError().addKeyValue("topic", topic).setCause(e).log("reader of hints failed");
            }
        });
    }

    private static Map<String, Object> properties(KafkaSettings kafka) {
        Map<String, Object> own = new HashMap<>();
        own.put("fetch.max.wait.ms", 500);
        own.put("metadata.max.age.ms", 30_000);
        own.put("allow.auto.create.topics", false);
        Map<String, Object> properties = kafka.client(own);
        properties.keySet().removeIf(name -> name.startsWith("group."));
        properties.put("enable.auto.commit", false);
        properties.put("auto.offset.reset", "none");
        return properties;
    }
}
