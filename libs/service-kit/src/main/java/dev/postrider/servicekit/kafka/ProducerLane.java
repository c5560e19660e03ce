package dev.postrider.servicekit.kafka;

import dev.postrider.contracts.Topics;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Topics whose records want the same of Kafka's producer. Each lane is a producer of its own, since how long a record waits for company,
 * and for how much, is a producer's property and not a topic's (decision 0025).
 */
enum ProducerLane {
    /**
     * Accepted mail, whose senders wait for their reply. A broker that flushes each append pays a flush for a batch: what came while the last
     * request was under way goes as one.
     */
    SPREAD(0, 1024 * 1024, 1),
    /** What has its partition by its key, and somebody who waits for it. */
    KEYED(0, 256 * 1024, 1),
    /** Told after the fact: nobody waits, and what does not fit into its small share of the memory may be lost. */
    EVENTS(50, 16 * 1024, 4);

    private static final int LEAST_BATCH_OCTETS = 1024;
    private static final int REQUEST_OCTETS = 4 << 20;

    private final int lingerMs;
    private final int batchOctets;
    private final int shareOfMemory;

    ProducerLane(int lingerMs, int batchOctets, int shareOfMemory) {
        this.lingerMs = lingerMs;
        this.batchOctets = batchOctets;
        this.shareOfMemory = shareOfMemory;
    }

    static ProducerLane of(String topic) {
        return switch (topic) {
            case Topics.ACCEPTED -> SPREAD;
            case Topics.EVENTS -> EVENTS;
            default -> KEYED;
        };
    }

    /** The producer's properties. */
    Map<String, Object> properties(KafkaSettings kafka) {
        long memory = kafka.bufferMemory() / shareOfMemory;
        Map<String, Object> own = new HashMap<>();
        own.put("linger.ms", lingerMs);
        own.put("batch.size", batchOctets(memory, kafka.partitions()));
        own.put("buffer.memory", memory);
        // A broker serves one request of a connection at a time. Further ones would wait there, where nothing joins
        // them any more.
        own.put("max.in.flight.requests.per.connection", 1);
        own.put("compression.type", "none");
        own.put("max.request.size", REQUEST_OCTETS);
        own.put("send.buffer.bytes", 1 << 20);
        own.put("metadata.max.age.ms", 60_000);
        if (this == SPREAD) {
            own.put("partitioner.class", SpreadPartitioner.class.getName());
        }
        Map<String, Object> properties = kafka.client(own);
        // What correctness rests on is not for the settings to change.
        int deliveryMs = Math.toIntExact(kafka.deliveryTimeout().toMillis());
        properties.put("acks", "all");
        properties.put("enable.idempotence", true);
        properties.put("max.block.ms", 0);
        properties.put("delivery.timeout.ms", deliveryMs);
        properties.put("request.timeout.ms", Math.min(10_000, deliveryMs / 2));
        properties.put("metadata.max.idle.ms", TimeUnit.DAYS.toMillis(365));
        return properties;
    }

    /** A batch takes all of its memory with its first record: each partition must be able to have one under way and one that fills. */
    private int batchOctets(long memory, int partitions) {
        return Math.clamp(memory / (2L * partitions), LEAST_BATCH_OCTETS, batchOctets);
    }
}
