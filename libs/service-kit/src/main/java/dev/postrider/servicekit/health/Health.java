package dev.postrider.servicekit.health;

import io.vertx.core.Future;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;

/**
 * The phase of a process and its dependencies. Only the phase decides readiness; dependencies are shown on {@code /status}.
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
    private final Map<String, Dependency> dependencies;
    private final String prefix;

    public Health() {
        this(new AtomicReference<>(Phase.STARTING), new ConcurrentSkipListMap<>(), "");
    }

    private Health(AtomicReference<Phase> phase, Map<String, Dependency> dependencies, String prefix) {
        this.phase = phase;
        this.dependencies = dependencies;
        this.prefix = prefix;
    }

    /** The same process, with this part's dependencies under its own name. */
    public Health part(String name) {
        return new Health(phase, dependencies, prefix + name + "/");
    }

    /**
     * Registers a dependency.
     *
     * @param check fails when the dependency does not answer; its message is shown, so it must hold no secret
     */
    public void check(String name, Supplier<Future<Void>> check) {
        dependencies.put(prefix + name, new Dependency(check, InstantSource.system()));
    }

    /** By the name of the service and their own. */
    Map<String, Dependency> dependencies() {
        return dependencies;
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
