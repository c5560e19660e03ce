package dev.postrider.delivery.adapter;

import dev.postrider.contracts.Topics;
import dev.postrider.delivery.port.InboundRecord;
import dev.postrider.servicekit.kafka.ConsumedRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A record of Kafka as the flows see it. */
public record KafkaInbound(ConsumedRecord read) implements InboundRecord {
    /** The records of one poll, in their order. */
    public static List<InboundRecord> of(List<ConsumedRecord> records) {
        List<InboundRecord> inbound = new ArrayList<>(records.size());
        records.forEach(each -> inbound.add(new KafkaInbound(each)));
        return inbound;
    }

    @Override
    public String topic() {
        return read.topic();
    }

    @Override
    public int partition() {
        return read.partition();
    }

    @Override
    public long offset() {
        return read.offset();
    }

    @Override
    public long timestampMs() {
        return read.timestampMs();
    }

    @Override
    public byte[] key() {
        return read.key();
    }

    @Override
    public byte[] value() {
        return read.value();
    }

    @Override
    public Optional<String> traceparent() {
        return read.header(Topics.HEADER_TRACEPARENT);
    }

    @Override
    public void complete() {
        read.complete();
    }

    @Override
    public void release() {
        read.release();
    }

    @Override
    public boolean revoked() {
        return read.revoked();
    }
}
