package dev.postrider.servicekit.kafka;

import dev.postrider.contracts.Topics;
import dev.postrider.servicekit.trace.SpanRole;
import dev.postrider.servicekit.trace.TraceKey;
import dev.postrider.servicekit.trace.TraceSpan;
import java.util.Map;
import java.util.Optional;

/** What records say beside their values, and the spans of writing them. */
public final class RecordHeaders {
    private static final Map<String, String> ANY = Map.of(Topics.HEADER_SCHEMA_VERSION, Topics.SCHEMA_VERSION);

    private RecordHeaders() {}

    /** Of a record that belongs to no message. */
    public static Map<String, String> of() {
        return ANY;
    }

    /** Of a message's record. */
    public static Map<String, String> of(String queueId, Optional<String> traceparent) {
        return traceparent.isPresent()
                ? Map.of(
                        Topics.HEADER_QUEUE_ID,
                        queueId,
                        Topics.HEADER_SCHEMA_VERSION,
                        Topics.SCHEMA_VERSION,
                        Topics.HEADER_TRACEPARENT,
                        traceparent.get())
                : Map.of(Topics.HEADER_QUEUE_ID, queueId, Topics.HEADER_SCHEMA_VERSION, Topics.SCHEMA_VERSION);
    }

    /** The part of {@code parent} in which a record is written. */
    public static TraceSpan sending(TraceSpan parent, String topic) {
        return parent.isOn()
                ? parent.child("send " + topic, SpanRole.PRODUCER)
                        .put(TraceKey.MESSAGING_SYSTEM, "kafka")
                        .put(TraceKey.MESSAGING_OPERATION, "send")
                        .put(TraceKey.MESSAGING_OPERATION_TYPE, "send")
                        .put(TraceKey.MESSAGING_DESTINATION, topic)
                : TraceSpan.NONE;
    }
}
