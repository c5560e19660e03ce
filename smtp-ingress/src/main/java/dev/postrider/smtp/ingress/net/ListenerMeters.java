package dev.postrider.smtp.ingress.net;

import dev.postrider.sasl.SaslFailure;
import dev.postrider.sasl.SaslMechanism;
import dev.postrider.servicekit.metrics.Metrics;
import dev.postrider.servicekit.net.TlsPolicy;
import dev.postrider.servicekit.net.listener.Refusal;
import dev.postrider.smtp.Reply;
import dev.postrider.smtp.Verb;
import dev.postrider.smtp.ingress.policy.Reason;
import dev.postrider.smtp.ingress.session.CloseCause;
import dev.postrider.smtp.ingress.session.Encryption;
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
    private final Counter served;
    private final Counter octets;
    private final Map<SizeClass, Timer> accept = new EnumMap<>(SizeClass.class);
    private final Map<AcceptPart, Timer> parts = new EnumMap<>(AcceptPart.class);
    private final Counter accepted;
    private final Map<Verb, Map<Reply.Severity, Timer>> commands = new EnumMap<>(Verb.class);
    private final Map<Reason, Counter> refused = new ConcurrentHashMap<>();
    private final Map<SaslMechanism, Map<String, Counter>> logins = new EnumMap<>(SaslMechanism.class);
    private final Map<Reason, Counter> refusals = new ConcurrentHashMap<>();
    private final Map<Refusal, Counter> unserved = new ConcurrentHashMap<>();
    private final Map<String, Counter> encrypted = new ConcurrentHashMap<>();
    private final Map<CloseCause, Counter> ends = new ConcurrentHashMap<>();

    ListenerMeters(MeterRegistry registry, String listener) {
        this.registry = registry;
        this.listener = listener;
        this.served = Metrics.SMTP_CONNECTIONS.counter(registry, listener, "served");
        this.octets = Metrics.SMTP_RECEIVED.counter(registry, listener);
        for (SizeClass size : SizeClass.values()) {
            accept.put(size, Metrics.SMTP_ACCEPT_SECONDS.timer(registry, listener, label(size)));
        }
        for (AcceptPart part : AcceptPart.values()) {
            parts.put(part, Metrics.SMTP_ACCEPT_PART_SECONDS.timer(registry, label(part)));
        }
        this.accepted = Metrics.SMTP_MESSAGES.counter(registry, listener, "accepted", "none");
        for (SaslMechanism mechanism : SaslMechanism.values()) {
            logins.put(mechanism, new ConcurrentHashMap<>());
        }
        for (Verb verb : Verb.values()) {
            commands.put(verb, new ConcurrentHashMap<>());
        }
        Metrics.SMTP_CONNECTIONS_OPEN.gauge(registry, open::get, listener);
    }

    void opened() {
        served.increment();
        open.incrementAndGet();
    }

    /** A connection that is not served. */
    void refused(Refusal why, CloseCause cause) {
        unserved.computeIfAbsent(why, key -> Metrics.SMTP_CONNECTIONS.counter(registry, listener, label(key)))
                .increment();
        ended(cause);
    }

    void closed(CloseCause cause, Encryption encryption) {
        open.decrementAndGet();
        ended(cause);
        encrypted
                .computeIfAbsent(
                        tls(encryption), tls -> Metrics.SMTP_SESSIONS_ENCRYPTED.counter(registry, listener, tls))
                .increment();
    }

    private static String tls(Encryption encryption) {
        return switch (encryption) {
            case Encryption.Plaintext _ -> "none";
            case Encryption.Tls tls -> TlsPolicy.label(tls.protocol());
        };
    }

    private void ended(CloseCause cause) {
        ends.computeIfAbsent(cause, key -> Metrics.SMTP_SESSIONS_ENDED.counter(registry, listener, key.label()))
                .increment();
    }

    /** @param took since the command, or since the end of what it brought */
    void replied(Verb verb, Reply reply, Duration took) {
        Map<Reply.Severity, Timer> ofVerb = Objects.requireNonNull(commands.get(verb));
        ofVerb.computeIfAbsent(
                        reply.severity(),
                        severity -> Metrics.SMTP_COMMAND_SECONDS.timer(registry, label(verb), replyClass(severity)))
                .record(took);
    }

    private static String replyClass(Reply.Severity severity) {
        return switch (severity) {
            case COMPLETION -> "2xx";
            case INTERMEDIATE -> "3xx";
            case TRANSIENT -> "4xx";
            case PERMANENT -> "5xx";
        };
    }

    /** A reply that refuses something, of a command, a message or a session. */
    void refusal(Reason reason) {
        refusals.computeIfAbsent(reason, key -> Metrics.SMTP_REFUSALS.counter(registry, listener, key.label()))
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
    void answered(long bodyOctets, Duration sinceEndOfData) {
        Objects.requireNonNull(accept.get(SizeClass.of(bodyOctets))).record(sinceEndOfData);
    }

    /** A part of it. */
    void took(AcceptPart part, Duration time) {
        Objects.requireNonNull(parts.get(part)).record(time);
    }

    private static String label(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }
}
