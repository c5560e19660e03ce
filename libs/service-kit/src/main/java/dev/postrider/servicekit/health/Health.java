package dev.postrider.servicekit.health;

import io.vertx.core.Future;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;

/**
 * The phase of a process and the checks of its dependencies. Only the phase decides readiness; checks are shown on {@code /status}.
 * Thread-safe.
 */
public final class Health {
    /** A process only moves forward through these. */
    public enum Phase {
        STARTING,
        READY,
        DRAINING
    }

    private final AtomicReference<Phase> phase;
    private final Map<String, Supplier<Future<Void>>> checks;
    private final String prefix;

    public Health() {
        this(new AtomicReference<>(Phase.STARTING), new ConcurrentSkipListMap<>(), "");
    }

    private Health(AtomicReference<Phase> phase, Map<String, Supplier<Future<Void>>> checks, String prefix) {
        this.phase = phase;
        this.checks = checks;
        this.prefix = prefix;
    }

    /** The same process, with this part's checks under its own name. */
    public Health part(String name) {
        return new Health(phase, checks, prefix + name + "/");
    }

    /**
     * Registers a dependency.
     *
     * @param check fails when the dependency does not answer; its message is shown, so it must hold no secret
     */
    public void check(String name, Supplier<Future<Void>> check) {
        checks.put(prefix + name, check);
    }

    Map<String, Supplier<Future<Void>>> checks() {
        return checks;
    }

    public Phase phase() {
        return phase.get();
    }

    public void started() {
        phase.compareAndSet(Phase.STARTING, Phase.READY);
    }

    public void draining() {
        phase.set(Phase.DRAINING);
    }
}
