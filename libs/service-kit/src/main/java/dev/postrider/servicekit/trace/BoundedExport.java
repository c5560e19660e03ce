package dev.postrider.servicekit.trace;

import dev.postrider.servicekit.metrics.Metrics;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.trace.ReadWriteSpan;
import io.opentelemetry.sdk.trace.ReadableSpan;
import io.opentelemetry.sdk.trace.SpanProcessor;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.BatchSpanProcessor;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import java.time.Duration;
import java.util.Collection;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The way of spans to the collector: the SDK's batches behind a count of what waits, because the SDK drops silently. A collector that is gone is told of
 * once, and once more when it is back.
 */
final class BoundedExport implements SpanProcessor {
    /** Spans that may wait, about 1 KB each. */
    static final int MOST_WAITING = 4096;

    private static final Logger log = LoggerFactory.getLogger(BoundedExport.class);
    private static final Duration BATCH_DELAY = Duration.ofSeconds(1);
    private static final Duration BATCH_TIMEOUT = Duration.ofSeconds(10);

    private final SpanProcessor batches;
    private final AtomicInteger waiting;
    private final Counter full;

    private BoundedExport(SpanProcessor batches, AtomicInteger waiting, Counter full) {
        this.batches = batches;
        this.waiting = waiting;
        this.full = full;
    }

    /** @param target what to call the collector in the log */
    static BoundedExport to(SpanExporter exporter, String target, MeterRegistry meters) {
        AtomicInteger waiting = new AtomicInteger();
        Watched watched = new Watched(exporter, target, waiting, lost(meters, SpanLoss.NOT_TAKEN));
        SpanProcessor batches = BatchSpanProcessor.builder(watched)
                .setMaxQueueSize(MOST_WAITING)
                .setScheduleDelay(BATCH_DELAY)
                .setExporterTimeout(BATCH_TIMEOUT)
                .build();
        return new BoundedExport(batches, waiting, lost(meters, SpanLoss.QUEUE_FULL));
    }

    private static Counter lost(MeterRegistry meters, SpanLoss loss) {
        return Metrics.TRACING_SPANS_LOST.counter(meters, loss.label());
    }

    @Override
    public void onStart(Context parent, ReadWriteSpan span) {}

    @Override
    public boolean isStartRequired() {
        return false;
    }

    @Override
    public void onEnd(ReadableSpan span) {
        if (!span.getSpanContext().isSampled()) {
            return;
        }
        if (waiting.incrementAndGet() > MOST_WAITING) {
            waiting.decrementAndGet();
            full.increment();
            return;
        }
        batches.onEnd(span);
    }

    @Override
    public boolean isEndRequired() {
        return true;
    }

    @Override
    public CompletableResultCode shutdown() {
        return batches.shutdown();
    }

    @Override
    public CompletableResultCode forceFlush() {
        return batches.forceFlush();
    }

    /** Sees how exports end. */
    private static final class Watched implements SpanExporter {
        private final SpanExporter exporter;
        private final String target;
        private final AtomicInteger waiting;
        private final Counter notTaken;
        private final AtomicBoolean failing = new AtomicBoolean();

        Watched(SpanExporter exporter, String target, AtomicInteger waiting, Counter notTaken) {
            this.exporter = exporter;
            this.target = target;
            this.waiting = waiting;
            this.notTaken = notTaken;
        }

        @Override
        public CompletableResultCode export(Collection<SpanData> spans) {
            int count = spans.size();
            CompletableResultCode result = exporter.export(spans);
            result.whenComplete(() -> {
                waiting.addAndGet(-count);
                if (result.isSuccess()) {
                    if (failing.compareAndSet(true, false)) {
                        log.atInfo().addKeyValue("collector", target).log("the collector takes traces again");
                    }
                    return;
                }
                notTaken.increment(count);
                if (failing.compareAndSet(false, true)) {
                    log.atWarn()
                            .addKeyValue("collector", target)
                            .addKeyValue("cause", String.valueOf(result.getFailureThrowable()))
                            .log("the collector does not take traces: they are dropped until it does");
                }
            });
            return result;
        }

        @Override
        public CompletableResultCode flush() {
            return exporter.flush();
        }

        @Override
        public CompletableResultCode shutdown() {
            return exporter.shutdown();
        }
    }
}
