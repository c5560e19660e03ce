package dev.postrider.servicekit.trace;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.api.trace.TracerProvider;
import io.opentelemetry.context.Context;
import io.vertx.core.Future;
import java.util.Optional;

/**
 * Something that takes time, and what is known of it. Ends once; what is told afterwards is ignored. Thread-safe.
 */
public final class TraceSpan {
    /** Nothing: all that is done with it does nothing, and allocates nothing. */
    public static final TraceSpan NONE =
            new TraceSpan(Span.getInvalid(), TracerProvider.noop().get(""));

    private final Span span;
    private final Tracer tracer;

    private TraceSpan(Span span, Tracer tracer) {
        this.span = span;
        this.tracer = tracer;
    }

    static TraceSpan begin(Tracer tracer, SpanBuilder builder, SpanRole role) {
        return new TraceSpan(builder.setSpanKind(kind(role)).startSpan(), tracer);
    }

    private static SpanKind kind(SpanRole role) {
        return switch (role) {
            case INTERNAL -> SpanKind.INTERNAL;
            case SERVER -> SpanKind.SERVER;
            case CLIENT -> SpanKind.CLIENT;
            case PRODUCER -> SpanKind.PRODUCER;
            case CONSUMER -> SpanKind.CONSUMER;
        };
    }

    /** Whether tracing is on; it may still be of a trace that is not sampled. */
    public boolean isOn() {
        return this != NONE;
    }

    /** A part of this. */
    public TraceSpan child(String name, SpanRole role) {
        return isOn()
                ? begin(
                        tracer,
                        tracer.spanBuilder(name).setParent(Context.root().with(span)),
                        role)
                : NONE;
    }

    public TraceSpan put(TraceKey key, String value) {
        if (isOn()) {
            span.setAttribute(key.key(), value);
        }
        return this;
    }

    public TraceSpan put(TraceKey key, long value) {
        if (isOn()) {
            span.setAttribute(key.key(), value);
        }
        return this;
    }

    public TraceSpan rename(String name) {
        span.updateName(name);
        return this;
    }

    /** Notes that the other one has to do with this. */
    public TraceSpan link(TraceSpan other) {
        if (isOn() && other.isOn()) {
            span.addLink(other.span.getSpanContext());
        }
        return this;
    }

    /** W3C trace context, for whoever goes on elsewhere; empty: tracing is off. */
    public Optional<String> traceparent() {
        if (!isOn()) {
            return Optional.empty();
        }
        SpanContext context = span.getSpanContext();
        return Optional.of("00-" + context.getTraceId() + "-" + context.getSpanId() + "-"
                + context.getTraceFlags().asHex());
    }

    /** What to look for in the tool that shows traces; empty if nothing will be found there. */
    public Optional<String> traceId() {
        SpanContext context = span.getSpanContext();
        return context.isSampled() ? Optional.of(context.getTraceId()) : Optional.empty();
    }

    /** Ends with {@code work}, and fails if that does. */
    public <T> Future<T> until(Future<T> work, String failure) {
        return isOn() ? work.onComplete(done -> end(), fault -> failed(failure).end()) : work;
    }

    public void end() {
        span.end();
    }

    /** Notes that it failed; it still has to end. */
    public TraceSpan failed(String reason) {
        put(TraceKey.ERROR_TYPE, reason);
        span.setStatus(StatusCode.ERROR, reason);
        return this;
    }
}
