package dev.postrider.servicekit.failpoint;

import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/**
 * Named steps at which a process can be made to crash, fail or wait: {@code -Dpostrider.failpoint=<name>:halt|error|delay[,…]}, or the
 * environment variable {@code POSTRIDER_FAILPOINT}. Every step that makes something durable has one before and one after it.
 *
 * <p>{@code halt} ends the JVM without hooks, as {@code kill -9} would; {@code error} throws {@link FailpointException}; {@code delay}
 * blocks the calling thread for two seconds (on purpose: a stalled thread is the fault under test). Without configuration a hit is one
 * volatile read.
 */
public final class Failpoints {
    private static final Duration DELAY = Duration.ofSeconds(2);
    private static final int HALT_STATUS = 137;

    private enum Action {
        HALT,
        ERROR,
        DELAY
    }

    private static final Map<String, Action> CONFIGURED =
            parse(Optional.ofNullable(System.getProperty("postrider.failpoint"))
                    .or(() -> Optional.ofNullable(System.getenv("POSTRIDER_FAILPOINT")))
                    .orElse(""));

    private static final Map<RecordingFailpoints, Consumer<String>> OBSERVERS = new ConcurrentHashMap<>();
    private static volatile boolean armed = !CONFIGURED.isEmpty();

    private Failpoints() {}

    /** Passes the step {@code name}; does nothing unless something was configured for it. */
    public static void hit(String name) {
        if (armed) {
            act(name);
        }
    }

    private static void act(String name) {
        OBSERVERS.values().forEach(observer -> observer.accept(name));
        Action action = CONFIGURED.get(name);
        if (action == null) {
            return;
        }
        switch (action) {
            case HALT -> Runtime.getRuntime().halt(HALT_STATUS);
            case ERROR -> throw new FailpointException(name);
            case DELAY -> waitFor(DELAY);
        }
    }

    private static void waitFor(Duration duration) {
        long end = System.nanoTime() + duration.toNanos();
        for (long left = duration.toNanos(); left > 0; left = end - System.nanoTime()) {
            LockSupport.parkNanos(left);
        }
    }

    static void observe(RecordingFailpoints recorder, Consumer<String> observer) {
        OBSERVERS.put(recorder, observer);
        armed = true;
    }

    static void forget(RecordingFailpoints recorder) {
        OBSERVERS.remove(recorder);
        armed = !CONFIGURED.isEmpty() || !OBSERVERS.isEmpty();
    }

    private static Map<String, Action> parse(String text) {
        Map<String, Action> actions = new ConcurrentHashMap<>();
        for (String part : text.split(",", -1)) {
            if (part.isBlank()) {
                continue;
            }
            int colon = part.lastIndexOf(':');
            if (colon < 1) {
                throw new IllegalArgumentException("failpoint is not <name>:halt|error|delay: " + part);
            }
            actions.put(
                    part.substring(0, colon).strip(),
                    Action.valueOf(part.substring(colon + 1).strip().toUpperCase(Locale.ROOT)));
        }
        return Map.copyOf(actions);
    }
}
