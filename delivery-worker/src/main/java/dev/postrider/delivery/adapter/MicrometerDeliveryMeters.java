package dev.postrider.delivery.adapter;

import dev.postrider.delivery.policy.DeadLetterReason;
import dev.postrider.delivery.policy.Disposition;
import dev.postrider.delivery.policy.Provider;
import dev.postrider.delivery.policy.Reason;
import dev.postrider.delivery.policy.Verdict;
import dev.postrider.delivery.port.AttemptPart;
import dev.postrider.delivery.port.DeliveryMeters;
import dev.postrider.delivery.port.DueIn;
import dev.postrider.servicekit.metrics.Metrics;
import dev.postrider.servicekit.net.TlsPolicy;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;

/** Counts by Micrometer. Meters are looked up once: a lookup costs more than a count. Thread-safe. */
public final class MicrometerDeliveryMeters implements DeliveryMeters {
    private static final int COUNTED_ATTEMPTS = 3;

    private record AttemptKey(Provider provider, Disposition disposition, Reason reason) {}

    private record AgeKey(Provider provider, int attempt, Disposition disposition) {}

    private record Labels(Provider provider, String second) {}

    private final MeterRegistry registry;
    private final Map<AttemptKey, Counter> attempts = new ConcurrentHashMap<>();
    private final Map<AgeKey, Timer> ages = new ConcurrentHashMap<>();
    private final Map<Labels, Timer> parts = new ConcurrentHashMap<>();
    private final Map<Labels, Counter> replies = new ConcurrentHashMap<>();
    private final Map<Labels, Counter> dials = new ConcurrentHashMap<>();
    private final Map<String, Counter> byText = new ConcurrentHashMap<>();
    private final Map<DeadLetterReason, Counter> deadLetters = new EnumMap<>(DeadLetterReason.class);
    private final Timer tardiness;
    private final Timer storeCallsSucceeded;
    private final Timer storeCallsFailed;
    private final DistributionSummary storeCallItems;

    public MicrometerDeliveryMeters(MeterRegistry registry) {
        this.registry = registry;
        this.storeCallsSucceeded = Metrics.DELIVERY_STORE_CALL_SECONDS.timer(registry, "succeeded");
        this.storeCallsFailed = Metrics.DELIVERY_STORE_CALL_SECONDS.timer(registry, "failed");
        this.storeCallItems = Metrics.DELIVERY_STORE_CALL_ITEMS.summary(registry);
        this.tardiness = Metrics.QUEUE_TARDINESS_SECONDS.timer(registry);
        // From the beginning: of a counter that appears with its first count nobody sees an increase.
        for (DeadLetterReason reason : DeadLetterReason.values()) {
            deadLetters.put(reason, Metrics.DELIVERY_DEAD_LETTERS.counter(registry, reason.label()));
        }
    }

    @Override
    public void attempted(Provider provider, Verdict verdict, int number, long ageMs) {
        attempts.computeIfAbsent(
                        new AttemptKey(provider, verdict.disposition(), verdict.reason()),
                        key -> Metrics.DELIVERY_ATTEMPTS.counter(
                                registry,
                                key.provider().label(),
                                key.disposition().label(),
                                key.reason().label()))
                .increment();
        ages.computeIfAbsent(
                        new AgeKey(provider, Math.min(number, COUNTED_ATTEMPTS + 1), verdict.disposition()),
                        key -> Metrics.DELIVERY_AGE_SECONDS.timer(
                                registry,
                                key.provider().label(),
                                attempt(key.attempt()),
                                key.disposition().label()))
                .record(Math.max(0, ageMs), TimeUnit.MILLISECONDS);
        if (provider != Provider.LOCAL) {
            replies.computeIfAbsent(
                            new Labels(provider, replyClass(verdict.remoteReply())),
                            key -> Metrics.DELIVERY_REPLIES.counter(
                                    registry, key.provider().label(), key.second()))
                    .increment();
        }
    }

    private static String attempt(int number) {
        return number > COUNTED_ATTEMPTS ? "later" : Integer.toString(number);
    }

    /** Of a reply like {@code 250 2.0.0 Ok}. What went wrong in other ways is told in words. */
    private static String replyClass(String reply) {
        boolean numbered = reply.length() >= 3 && reply.chars().limit(3).allMatch(c -> c >= '0' && c <= '9');
        return numbered && reply.charAt(0) >= '2' && reply.charAt(0) <= '5' ? reply.charAt(0) + "xx" : "none";
    }

    @Override
    public void storeCall(int items, long durationNs, boolean succeeded) {
        (succeeded ? storeCallsSucceeded : storeCallsFailed).record(durationNs, TimeUnit.NANOSECONDS);
        storeCallItems.record(items);
    }

    @Override
    public void took(Provider provider, AttemptPart part, long durationNs) {
        parts.computeIfAbsent(
                        new Labels(provider, part.label()),
                        key -> Metrics.DELIVERY_DURATION_SECONDS.timer(
                                registry, key.provider().label(), key.second()))
                .record(durationNs, TimeUnit.NANOSECONDS);
    }

    @Override
    public void dialled(Provider provider, Optional<String> tls) {
        dials.computeIfAbsent(
                        new Labels(provider, tls.map(TlsPolicy::label).orElse("none")),
                        key -> Metrics.DELIVERY_DIALS.counter(
                                registry, key.provider().label(), key.second()))
                .increment();
    }

    @Override
    public void tookUp(long lateMs) {
        tardiness.record(Math.max(0, lateMs), TimeUnit.MILLISECONDS);
    }

    @Override
    public void buried(DeadLetterReason reason) {
        Objects.requireNonNull(deadLetters.get(reason)).increment();
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

    /** Shows the number of destinations that have mail in memory; {@code state} is {@code active} or {@code waiting}. */
    public void destinations(String state, Supplier<Number> value) {
        Metrics.DELIVERY_DESTINATIONS.gauge(registry, value, state);
    }

    /** Shows for how long the longest-due row has been due, in seconds. */
    public void oldestDueSeconds(Supplier<Number> value) {
        Metrics.QUEUE_OLDEST_DUE_AGE_SECONDS.gauge(registry, value);
    }

    /** Shows the number of deferred messages that are due then. */
    public void queued(DueIn due, Supplier<Number> value) {
        Metrics.QUEUE_MESSAGES.gauge(registry, value, due.label());
    }

    private void count(String key, Function<String, Counter> made) {
        byText.computeIfAbsent(key, made).increment();
    }
}
