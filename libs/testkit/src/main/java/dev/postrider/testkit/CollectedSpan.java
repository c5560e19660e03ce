package dev.postrider.testkit;

import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.proto.trace.v1.Status;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A span as a collector sees it. Ids are in lower-case hexadecimal.
 *
 * @param service {@code service.name} of its process
 * @param parentId empty: it begins its trace
 * @param attributes as text
 */
public record CollectedSpan(
        String service,
        String name,
        String kind,
        String traceId,
        String spanId,
        String parentId,
        List<Link> links,
        Map<String, String> attributes,
        boolean failed,
        long startNs,
        long endNs) {
    /** Where it points to. */
    public record Link(String traceId, String spanId) {}

    static CollectedSpan of(String service, Span span) {
        return new CollectedSpan(
                service,
                span.getName(),
                span.getKind().name().replace("SPAN_KIND_", ""),
                hex(span.getTraceId().toByteArray()),
                hex(span.getSpanId().toByteArray()),
                hex(span.getParentSpanId().toByteArray()),
                span.getLinksList().stream()
                        .map(link -> new Link(
                                hex(link.getTraceId().toByteArray()),
                                hex(link.getSpanId().toByteArray())))
                        .toList(),
                texts(span.getAttributesList()),
                span.getStatus().getCode() == Status.StatusCode.STATUS_CODE_ERROR,
                span.getStartTimeUnixNano(),
                span.getEndTimeUnixNano());
    }

    static Map<String, String> texts(List<KeyValue> attributes) {
        Map<String, String> texts = new TreeMap<>();
        attributes.forEach(attribute -> texts.put(attribute.getKey(), text(attribute.getValue())));
        return texts;
    }

    private static String text(AnyValue value) {
        return value.hasIntValue() ? Long.toString(value.getIntValue()) : value.getStringValue();
    }

    private static String hex(byte[] octets) {
        return HexFormat.of().formatHex(octets);
    }

    public boolean isRoot() {
        return parentId.isEmpty();
    }

    public boolean isChildOf(CollectedSpan other) {
        return traceId.equals(other.traceId) && parentId.equals(other.spanId);
    }

    public boolean isLinkedTo(CollectedSpan other) {
        return links.contains(new Link(other.traceId, other.spanId));
    }
}
