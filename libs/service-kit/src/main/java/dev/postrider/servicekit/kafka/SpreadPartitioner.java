package dev.postrider.servicekit.kafka;

import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.Partitioner;
import org.apache.kafka.common.Cluster;
import org.apache.kafka.common.PartitionInfo;

/**
 * For records that only need to spread: those that come together go to one partition, whatever their keys, so that they share a batch
 * and, on a broker that flushes each append, one flush (decision 0006). Thread-safe.
 */
public final class SpreadPartitioner implements Partitioner {
    private static final long STAY_NANOS = 20_000_000;

    /** As much as one batch takes. */
    private int stayOctets;

    private long since = System.nanoTime();
    private int octets;
    private int turn = (int) (since >>> 10);

    /** Its run is what the producer's {@code batch.size} says. */
    @Override
    public void configure(Map<String, ?> configuration) {
        stayOctets = Integer.parseInt(String.valueOf(configuration.get("batch.size")));
    }

    @Override
    public int partition(String topic, Object key, byte[] keyBytes, Object value, byte[] valueBytes, Cluster cluster) {
        int place = place(valueBytes == null ? 0 : valueBytes.length);
        List<PartitionInfo> available = cluster.availablePartitionsForTopic(topic);
        return available.isEmpty()
                ? Math.floorMod(place, cluster.partitionCountForTopic(topic))
                : available.get(Math.floorMod(place, available.size())).partition();
    }

    private synchronized int place(int length) {
        long now = System.nanoTime();
        if (octets >= stayOctets || now - since >= STAY_NANOS) {
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
