package dev.postrider.servicekit.trace;

import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.trace.data.LinkData;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import io.opentelemetry.sdk.trace.samplers.SamplingResult;
import java.util.List;

/** A span is sampled if its parent is; a trace with a link if what it comes from is; any other by the ratio. So a message has all of its traces or none. */
final class OriginSampler implements Sampler {
    private final Sampler first;

    OriginSampler(double ratio) {
        this.first = Sampler.traceIdRatioBased(ratio);
    }

    @Override
    public SamplingResult shouldSample(
            Context parent, String traceId, String name, SpanKind kind, Attributes attributes, List<LinkData> links) {
        SpanContext context = Span.fromContext(parent).getSpanContext();
        if (context.isValid()) {
            return decided(context.isSampled());
        }
        if (!links.isEmpty()) {
            return decided(links.getFirst().getSpanContext().isSampled());
        }
        return first.shouldSample(parent, traceId, name, kind, attributes, links);
    }

    private static SamplingResult decided(boolean sampled) {
        return sampled ? SamplingResult.recordAndSample() : SamplingResult.drop();
    }

    @Override
    public String getDescription() {
        return "OriginSampler{" + first.getDescription() + "}";
    }
}
