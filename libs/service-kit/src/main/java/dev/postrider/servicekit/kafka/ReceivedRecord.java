package dev.postrider.servicekit.kafka;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;

/** A record as it was read. The arrays are Kafka's own, not copies: do not change them. */
public class ReceivedRecord {
    private static final byte[] NOTHING = new byte[0];

    private final ConsumerRecord<byte[], byte[]> read;

    ReceivedRecord(ConsumerRecord<byte[], byte[]> read) {
        this.read = read;
    }

    public final String topic() {
        return read.topic();
    }

    public final int partition() {
        return read.partition();
    }

    public final long offset() {
        return read.offset();
    }

    /** When the record was produced, in milliseconds since the epoch. */
    public final long timestampMs() {
        return read.timestamp();
    }

    /** Empty if there is none. */
    public final byte[] key() {
        byte[] key = read.key();
        return key == null ? NOTHING : key;
    }

    /** Empty if there is none. */
    public final byte[] value() {
        byte[] value = read.value();
        return value == null ? NOTHING : value;
    }

    /** The last header of that name, as UTF-8. */
    public final Optional<String> header(String name) {
        Header header = read.headers().lastHeader(name);
        return header == null || header.value() == null
                ? Optional.empty()
                : Optional.of(new String(header.value(), StandardCharsets.UTF_8));
    }

    /** Where it stands, for logs: {@code topic-partition@offset}. */
    @Override
    public final String toString() {
        return read.topic() + "-" + read.partition() + "@" + read.offset();
    }

    final int size() {
        return Math.max(read.serializedKeySize(), 0) + Math.max(read.serializedValueSize(), 0);
    }
}
