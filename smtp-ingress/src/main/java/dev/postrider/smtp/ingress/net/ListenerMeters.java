package dev.postrider.smtp.ingress.net;

import dev.postrider.sasl.SaslFailure;
import dev.postrider.sasl.SaslMechanism;
import dev.postrider.servicekit.metrics.Metrics;
import dev.postrider.smtp.Reply;
import dev.postrider.smtp.Verb;
import dev.postrider.smtp.ingress.policy.Reason;
import dev.postrider.smtp.ingress.session.CloseCause;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** The meters of one listener, shared by its event loops. Each is looked up once and kept. */
final class ListenerMeters {
    private static final String PROTOCOL = "smtp";

    private final MeterRegistry registry;
    private final String listener;
    private final AtomicInteger open = new AtomicInteger();
    private final Counter connections;
    private final Counter octets;
    private final Timer accept;
    private final Counter accepted;
    private final Map<Verb, Map<Reply.Severity, Counter>> commands = new EnumMap<>(Verb.class);
    private final Map<Reason, Counter> refused = new ConcurrentHashMap<>();
    private final Map<SaslMechanism, Map<String, Counter>> logins = new EnumMap<>(SaslMechanism.class);
    private final Map<CloseCause, Counter> ends = new ConcurrentHashMap<>();

    ListenerMeters(MeterRegistry registry, String listener) {
        this.registry = registry;
        this.listener = listener;
        this.connections = Metrics.SMTP_CONNECTIONS.counter(registry, listener);
        this.octets = Metrics.SMTP_RECEIVED.counter(registry, listener);
        this.accept = Metrics.SMTP_ACCEPT_SECONDS.timer(registry, listener);
        this.accepted = Metrics.SMTP_MESSAGES.counter(registry, listener, "accepted", "none");
        for (SaslMechanism mechanism : SaslMechanism.values()) {
            logins.put(mechanism, new ConcurrentHashMap<>());
        }
        for (Verb verb : Verb.values()) {
            commands.put(verb, new ConcurrentHashMap<>());
        }
        Metrics.SMTP_CONNECTIONS_OPEN.gauge(registry, open::get, listener);
    }

    void connected() {
        connections.increment();
    }

    void opened() {
        open.incrementAndGet();
    }

    void closed(CloseCause cause) {
        open.decrementAndGet();
        ended(cause);
    }

    /** A connection that never became a session. */
    void ended(CloseCause cause) {
        ends.computeIfAbsent(cause, key -> Metrics.SMTP_SESSIONS_ENDED.counter(registry, listener, key.label()))
                .increment();
    }

    void replied(Verb verb, Reply reply) {
        Map<Reply.Severity, Counter> ofVerb = Objects.requireNonNull(commands.get(verb));
        ofVerb.computeIfAbsent(
                        reply.severity(),
                        severity -> Metrics.SMTP_COMMANDS.counter(registry, listener, label(verb), label(severity)))
                .increment();
    }

    /** @param failure empty: passed */
    void triedToLogIn(SaslMechanism mechanism, Optional<SaslFailure> failure) {
        String result = failure.map(SaslFailure::label).orElse("passed");
        Map<String, Counter> ofMechanism = Objects.requireNonNull(logins.get(mechanism));
        ofMechanism
                .computeIfAbsent(
                        result, key -> Metrics.AUTH_ATTEMPTS.counter(registry, PROTOCOL, mechanism.label(), key))
                .increment();
    }

    void accepted(long bodyOctets) {
        accepted.increment();
        octets.increment((double) bodyOctets);
    }

    void refused(Reason reason) {
        String result = reason.reply().isTransient() ? "deferred" : "rejected";
        refused.computeIfAbsent(reason, key -> Metrics.SMTP_MESSAGES.counter(registry, listener, result, key.label()))
                .increment();
    }

    /** From the end of data to its reply. */
    void answered(Duration sinceEndOfData) {
        accept.record(sinceEndOfData);
    }

    private static String label(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }
}
