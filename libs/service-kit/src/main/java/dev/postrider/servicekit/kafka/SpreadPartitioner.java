package dev.postrider.servicekit.kafka;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.producer.Partitioner;
import org.apache.kafka.common.Cluster;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.utils.Utils;

/**
 * Partitions by key, as Kafka does, except on topics whose records only need to spread: there, records that come together go to one
 * partition, so that they share a batch and, on a broker that flushes each append, one flush. Thread-safe.
 */
public final class SpreadPartitioner implements Partitioner {
    /** The property that names the topics, comma-separated. */
    static final String SPREAD_TOPICS = "postrider.spread.topics";

    private static final long STAY_NANOS = 20_000_000;
    /** As much as one batch takes. */
    private static final int STAY_OCTETS = RecordProducer.BATCH_OCTETS;

    private Set<String> spread = Set.of();
    private long since = System.nanoTime();
    private int octets;
    private int turn = (int) (since >>> 10);

    @Override
    public void configure(Map<String, ?> configuration) {
        Object topics = configuration.get(SPREAD_TOPICS);
        spread = topics == null ? Set.of() : Set.of(topics.toString().split(","));
    }

    @Override
    public int partition(String topic, Object key, byte[] keyBytes, Object value, byte[] valueBytes, Cluster cluster) {
        int partitions = cluster.partitionCountForTopic(topic);
        if (keyBytes != null && !spread.contains(topic)) {
            return Utils.toPositive(Utils.murmur2(keyBytes)) % partitions;
        }
        int place = place(valueBytes == null ? 0 : valueBytes.length);
        List<PartitionInfo> available = cluster.availablePartitionsForTopic(topic);
        return available.isEmpty()
                ? Math.floorMod(place, partitions)
                : available.get(Math.floorMod(place, available.size())).partition();
    }

    private synchronized int place(int length) {
        long now = System.nanoTime();
        if (octets >= STAY_OCTETS || now - since >= STAY_NANOS) {
            since = now;
            octets = 0;
            turn++;
        }
        octets += length;
        return turn;
    }

    @Override
    public void close() {}
}
