package dev.postrider.imap.net;

import dev.postrider.imap.port.FaultKind;
import dev.postrider.imap.port.LoginCheck;
import dev.postrider.imap.session.CloseCause;
import dev.postrider.imap.session.ImapState;
import dev.postrider.imap.session.Phase;
import dev.postrider.imap.session.Selection;
import dev.postrider.imap.session.Status;
import dev.postrider.imap.session.Verb;
import dev.postrider.sasl.SaslFailure;
import dev.postrider.servicekit.metrics.Metrics;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** The counters of all sessions. Thread-safe. */
public final class SessionMeters {
    private final MeterRegistry registry;
    private final Map<Standing, AtomicInteger> standing = new EnumMap<>(Standing.class);
    private final Map<CloseCause, Counter> ended = new EnumMap<>(CloseCause.class);
    private final Map<Verb, Map<Status, Timer>> commands = new EnumMap<>(Verb.class);
    private final Map<FaultKind, Counter> failures = new EnumMap<>(FaultKind.class);
    private final Map<Mechanism, Logins> logins = new EnumMap<>(Mechanism.class);
    private final Counter received;
    private final Counter sent;
    private final Counter messages;

    /** What a session is at. */
    public enum Standing {
        ANONYMOUS,
        AUTHENTICATED,
        SELECTED,
        IDLE;

        static Standing of(ImapState state) {
            if (state.phase() instanceof Phase.Idling) {
                return IDLE;
            }
            if (state.selection() instanceof Selection.Open) {
                return SELECTED;
            }
            return state.isAuthenticated() ? AUTHENTICATED : ANONYMOUS;
        }
    }

    /** How a client logs in: AUTHENTICATE PLAIN, or LOGIN, which is no SASL mechanism but counts as the one of that name. */
    enum Mechanism {
        PLAIN,
        LOGIN;

        static Mechanism of(Phase phase) {
            return phase instanceof Phase.AwaitingLogin(var _, Verb verb) ? of(verb) : LOGIN;
        }

        static Mechanism of(Verb verb) {
            return verb == Verb.AUTHENTICATE ? PLAIN : LOGIN;
        }
    }

    /** @param failed without a question to the directory */
    private record Logins(Counter passed, Map<LoginCheck.Refused, Counter> refused, Map<SaslFailure, Counter> failed) {
        private static final String PROTOCOL = "imap";

        static Logins of(MeterRegistry registry, String mechanism) {
            Map<LoginCheck.Refused, Counter> refused = new EnumMap<>(LoginCheck.Refused.class);
            for (LoginCheck.Refused why : LoginCheck.Refused.values()) {
                refused.put(why, Metrics.AUTH_ATTEMPTS.counter(registry, PROTOCOL, mechanism, label(why)));
            }
            Map<SaslFailure, Counter> failed = new EnumMap<>(SaslFailure.class);
            for (SaslFailure why : SaslFailure.values()) {
                failed.put(why, Metrics.AUTH_ATTEMPTS.counter(registry, PROTOCOL, mechanism, why.label()));
            }
            return new Logins(Metrics.AUTH_ATTEMPTS.counter(registry, PROTOCOL, mechanism, "passed"), refused, failed);
        }
    }

    public SessionMeters(MeterRegistry registry) {
        this.registry = registry;
        for (Standing one : Standing.values()) {
            AtomicInteger count = new AtomicInteger();
            standing.put(one, count);
            Metrics.IMAP_SESSIONS.gauge(registry, count::get, label(one));
        }
        for (CloseCause cause : CloseCause.values()) {
            ended.put(cause, Metrics.IMAP_SESSIONS_ENDED.counter(registry, cause.label()));
        }
        for (Verb verb : Verb.values()) {
            Map<Status, Timer> results = new EnumMap<>(Status.class);
            for (Status status : Status.values()) {
                results.put(status, Metrics.IMAP_COMMAND_SECONDS.timer(registry, verb.label(), label(status)));
            }
            commands.put(verb, results);
        }
        for (FaultKind kind : FaultKind.values()) {
            failures.put(kind, Metrics.IMAP_BACKEND_FAILURES.counter(registry, label(kind)));
        }
        for (Mechanism mechanism : Mechanism.values()) {
            logins.put(mechanism, Logins.of(registry, label(mechanism)));
        }
        received = Metrics.IMAP_RECEIVED.counter(registry);
        sent = Metrics.IMAP_SENT.counter(registry);
        messages = Metrics.IMAP_MESSAGES_SENT.counter(registry);
    }

    private static String label(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }

    Counter connections(String listener, String outcome) {
        return Metrics.IMAP_CONNECTIONS.counter(registry, listener, outcome);
    }

    void entered(Standing now) {
        count(now).incrementAndGet();
    }

    void left(Standing before) {
        count(before).decrementAndGet();
    }

    private AtomicInteger count(Standing one) {
        return standing.getOrDefault(one, new AtomicInteger());
    }

    void ended(CloseCause cause) {
        increment(ended.get(cause));
    }

    void completed(Verb verb, Status status, Duration took) {
        Timer timer = commands.getOrDefault(verb, Map.of()).get(status);
        if (timer != null) {
            timer.record(took);
        }
    }

    void login(Mechanism mechanism, LoginCheck result) {
        Logins ofMechanism = Objects.requireNonNull(logins.get(mechanism));
        switch (result) {
            case LoginCheck.Passed _ -> ofMechanism.passed().increment();
            case LoginCheck.Refused refused -> increment(ofMechanism.refused().get(refused));
        }
    }

    void loginFailed(Mechanism mechanism, SaslFailure failure) {
        increment(Objects.requireNonNull(logins.get(mechanism)).failed().get(failure));
    }

    void failed(FaultKind kind) {
        increment(failures.get(kind));
    }

    void received(int octets) {
        received.increment(octets);
    }

    void sent(int octets) {
        sent.increment(octets);
    }

    void messages(int count) {
        messages.increment(count);
    }

    private static void increment(@Nullable Counter counter) {
        if (counter != null) {
            counter.increment();
        }
    }
}
