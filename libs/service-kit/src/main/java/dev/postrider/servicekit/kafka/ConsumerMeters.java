package dev.postrider.servicekit.kafka;

import dev.postrider.servicekit.metrics.Metrics;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.concurrent.atomic.AtomicLong;

/** What a group consumer counts. */
record ConsumerMeters(
        Counter consumed,
        Counter skipped,
        Counter commitFailures,
        Counter handlerFailures,
        AtomicLong inFlight,
        AtomicLong lag) {
    static ConsumerMeters of(MeterRegistry registry, String topic) {
        AtomicLong inFlight = new AtomicLong();
        AtomicLong lag = new AtomicLong();
        Metrics.KAFKA_IN_FLIGHT.gauge(registry, inFlight::get, topic);
        Metrics.KAFKA_LAG.gauge(registry, lag::get, topic);
        return new ConsumerMeters(
                Metrics.KAFKA_CONSUMED.counter(registry, topic),
                Metrics.KAFKA_SKIPPED.counter(registry, topic),
                Metrics.KAFKA_COMMIT_FAILURES.counter(registry, topic),
                Metrics.KAFKA_HANDLER_FAILURES.counter(registry, topic),
                inFlight,
                lag);
    }
}
