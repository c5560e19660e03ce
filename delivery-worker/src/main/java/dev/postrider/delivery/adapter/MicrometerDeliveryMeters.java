package dev.postrider.delivery.adapter;

import dev.postrider.delivery.policy.DeadLetterReason;
import dev.postrider.delivery.policy.Disposition;
import dev.postrider.delivery.policy.Provider;
import dev.postrider.delivery.policy.Reason;
import dev.postrider.delivery.policy.Verdict;
import dev.postrider.delivery.port.DeliveryMeters;
import dev.postrider.servicekit.metrics.Metrics;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;

/** Counts by Micrometer. Meters are looked up once: a lookup costs more than a count. Thread-safe. */
public final class MicrometerDeliveryMeters implements DeliveryMeters {
    private record AttemptKey(Provider provider, Disposition disposition, Reason reason) {}

    private final MeterRegistry registry;
    private final Map<AttemptKey, Counter> attempts = new ConcurrentHashMap<>();
    private final Map<Provider, Timer> transactions = new ConcurrentHashMap<>();
    private final Map<String, Counter> byText = new ConcurrentHashMap<>();
    private final Timer storeCallsSucceeded;
    private final Timer storeCallsFailed;
    private final DistributionSummary storeCallItems;

    public MicrometerDeliveryMeters(MeterRegistry registry) {
        this.registry = registry;
        this.storeCallsSucceeded = Metrics.DELIVERY_STORE_CALL_SECONDS.timer(registry, "succeeded");
        this.storeCallsFailed = Metrics.DELIVERY_STORE_CALL_SECONDS.timer(registry, "failed");
        this.storeCallItems = Metrics.DELIVERY_STORE_CALL_ITEMS.summary(registry);
    }

    @Override
    public void attempted(Provider provider, Verdict verdict) {
        attempts.computeIfAbsent(
                        new AttemptKey(provider, verdict.disposition(), verdict.reason()),
                        key -> Metrics.DELIVERY_ATTEMPTS.counter(
                                registry,
                                key.provider().label(),
                                key.disposition().label(),
                                key.reason().label()))
                .increment();
    }

    @Override
    public void storeCall(int items, long durationNs, boolean succeeded) {
        (succeeded ? storeCallsSucceeded : storeCallsFailed).record(durationNs, TimeUnit.NANOSECONDS);
        storeCallItems.record(items);
    }

    @Override
    public void transaction(Provider provider, long durationNs) {
        transactions
                .computeIfAbsent(provider, key -> Metrics.DELIVERY_TRANSACTION_SECONDS.timer(registry, key.label()))
                .record(durationNs, TimeUnit.NANOSECONDS);
    }

    @Override
    public void buried(DeadLetterReason reason) {
        count("dead letter " + reason.label(), key -> Metrics.DELIVERY_DEAD_LETTERS.counter(registry, reason.label()));
    }

    @Override
    public void reported(String action) {
        count("report " + action, key -> Metrics.DELIVERY_REPORTS.counter(registry, action));
    }

    @Override
    public void held(String step) {
        count("held " + step, key -> Metrics.DELIVERY_HELD.counter(registry, step));
    }

    /** Shows a number that somebody else keeps: messages in memory, by stage. */
    public void inFlight(String stage, Supplier<Number> value) {
        Metrics.DELIVERY_IN_FLIGHT.gauge(registry, value, stage);
    }

    /** Shows the number of open connections. */
    public void connections(Supplier<Number> value) {
        Metrics.DELIVERY_CONNECTIONS.gauge(registry, value);
    }

    /** Shows for how long the longest-due row has been due, in seconds. */
    public void oldestDueSeconds(Supplier<Number> value) {
        Metrics.DELIVERY_OLDEST_DUE_SECONDS.gauge(registry, value);
    }

    private void count(String key, Function<String, Counter> made) {
        byText.computeIfAbsent(key, made).increment();
    }
}
