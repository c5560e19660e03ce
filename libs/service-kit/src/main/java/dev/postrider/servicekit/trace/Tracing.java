package dev.postrider.servicekit.trace;

import dev.postrider.servicekit.BuildInfo;
import io.micrometer.core.instrument.MeterRegistry;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.TextMapGetter;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporter;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.SpanLimits;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Begins the spans of one service. Thread-safe. */
public final class Tracing {
    /** Begins none. */
    public static final Tracing OFF = new Tracing(Optional.empty());

    /** The header, of records and of calls, that carries {@link TraceSpan#traceparent()}. */
    public static final String TRACEPARENT = "traceparent";

    private static final String SCOPE = "dev.postrider";
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(2);
    private static final Duration EXPORT_TIMEOUT = Duration.ofSeconds(5);
    private static final Duration FLUSH_TIMEOUT = Duration.ofSeconds(3);
    private static final int LONGEST_ATTRIBUTE = 256;

    private final Optional<Sdk> sdk;

    private record Sdk(SdkTracerProvider provider, Tracer tracer) {}

    private Tracing(Optional<Sdk> sdk) {
        this.sdk = sdk;
    }

    /**
     * Begins to send spans, if there is where to; never fails, and never waits for the collector.
     *
     * @param service its name, such as {@code smtp-ingress}
     */
    public static Tracing start(TracingSettings settings, String service, MeterRegistry meters) {
        return settings.endpoint()
                .map(endpoint ->
                        start(exporter(endpoint), endpoint.toString(), settings.sampleRatio(), service, meters))
                .orElse(OFF);
    }

    static Tracing start(SpanExporter exporter, String target, double ratio, String service, MeterRegistry meters) {
        SdkTracerProvider provider = SdkTracerProvider.builder()
                .setResource(Resource.getDefault().merge(Resource.create(resource(service))))
                .setSampler(new OriginSampler(ratio))
                .setSpanLimits(SpanLimits.builder()
                        .setMaxAttributeValueLength(LONGEST_ATTRIBUTE)
                        .build())
                .addSpanProcessor(BoundedExport.to(exporter, target, meters))
                .build();
        return new Tracing(Optional.of(new Sdk(provider, provider.get(SCOPE))));
    }

    private static SpanExporter exporter(URI endpoint) {
        return OtlpHttpSpanExporter.builder()
                .setEndpoint(endpoint.toString())
                .setConnectTimeout(CONNECT_TIMEOUT)
                .setTimeout(EXPORT_TIMEOUT)
                .build();
    }

    private static Attributes resource(String service) {
        return Attributes.builder()
                .put("service.namespace", "postrider")
                .put("service.name", service)
                .put("service.version", BuildInfo.read().version())
                // In a cluster this is the pod's name.
                .put(
                        "service.instance.id",
                        Optional.ofNullable(System.getenv("HOSTNAME"))
                                .orElseGet(() -> UUID.randomUUID().toString()))
                .build();
    }

    public boolean isOn() {
        return sdk.isPresent();
    }

    /** Begins a trace. */
    public TraceSpan begin(String name, SpanRole role) {
        if (sdk.isEmpty()) {
            return TraceSpan.NONE;
        }
        Tracer tracer = sdk.get().tracer();
        return TraceSpan.begin(tracer, tracer.spanBuilder(name).setNoParent(), role);
    }

    /** Begins a trace that has its reason in another one, and is sampled if that one is. */
    public TraceSpan beginAfter(String name, SpanRole role, Optional<String> traceparent) {
        if (sdk.isEmpty()) {
            return TraceSpan.NONE;
        }
        Tracer tracer = sdk.get().tracer();
        SpanBuilder builder = tracer.spanBuilder(name).setNoParent();
        traceparent.map(Tracing::parse).filter(SpanContext::isValid).ifPresent(builder::addLink);
        return TraceSpan.begin(tracer, builder, role);
    }

    /** Goes on with what the caller began; none if it began nothing. */
    public TraceSpan goOn(String name, SpanRole role, @Nullable String traceparent) {
        if (sdk.isEmpty() || traceparent == null) {
            return TraceSpan.NONE;
        }
        SpanContext parent = parse(traceparent);
        if (!parent.isValid()) {
            return TraceSpan.NONE;
        }
        Tracer tracer = sdk.get().tracer();
        return TraceSpan.begin(
                tracer, tracer.spanBuilder(name).setParent(Context.root().with(Span.wrap(parent))), role);
    }

    /** Sends what is left, as far as that can be done in a few seconds. Never fails. */
    public Future<Void> close(Vertx vertx) {
        if (sdk.isEmpty()) {
            return Future.succeededFuture();
        }
        Promise<Void> closed = Promise.promise();
        sdk.get().provider().shutdown().whenComplete(closed::tryComplete);
        vertx.timer(FLUSH_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS).onComplete(late -> closed.tryComplete());
        return closed.future();
    }

    /** The trace id of a header's value that something was sent to the collector for. */
    public static Optional<String> sampledTraceId(String traceparent) {
        SpanContext context = parse(traceparent);
        return context.isValid() && context.isSampled() ? Optional.of(context.getTraceId()) : Optional.empty();
    }

    private static SpanContext parse(String traceparent) {
        return Span.fromContext(
                        W3CTraceContextPropagator.getInstance().extract(Context.root(), traceparent, OneHeader.ONLY))
                .getSpanContext();
    }

    private enum OneHeader implements TextMapGetter<String> {
        ONLY;

        @Override
        public @Nullable String get(@Nullable String traceparent, String key) {
            return key.equals(TRACEPARENT) ? traceparent : null;
        }
    }
}
