package dev.postrider.servicekit.health;

import io.vertx.core.Future;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;

/** One dependency of a service, as it was last found. Thread-safe. */
final class Dependency {
    private static final long TIMEOUT_MS = 2_000;
    private static final int LONGEST_ERROR = 300;

    /** What a look found. */
    enum State {
        /** Nobody has looked yet. */
        UNKNOWN,
        UP,
        DOWN
    }

    /** Why a look failed, and when it did. */
    record Fault(String error, Instant at) {}

    /**
     * @param since when this state began
     * @param lastFault kept after the dependency has come back
     */
    record Finding(State state, Instant since, Optional<Fault> lastFault) {}

    private final Supplier<Future<Void>> check;
    private final InstantSource clock;
    private final AtomicReference<Finding> finding;

    Dependency(Supplier<Future<Void>> check, InstantSource clock) {
        this.check = check;
        this.clock = clock;
        this.finding = new AtomicReference<>(new Finding(State.UNKNOWN, clock.instant(), Optional.empty()));
    }

    Finding finding() {
        return finding.get();
    }

    /** Asks it. Never fails; takes {@value #TIMEOUT_MS} ms at most. */
    Future<Finding> look() {
        return Future.<Void>succeededFuture()
                .compose(v -> check.get())
                .timeout(TIMEOUT_MS, TimeUnit.MILLISECONDS)
                .transform(asked -> Future.succeededFuture(
                        asked.succeeded() ? note(State.UP, Optional.empty()) : failed(asked.cause())));
    }

    private Finding failed(Throwable cause) {
        String error = cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
        return note(
                State.DOWN,
                Optional.of(error.length() > LONGEST_ERROR ? error.substring(0, LONGEST_ERROR) + "…" : error));
    }

    private Finding note(State state, Optional<String> error) {
        Instant now = clock.instant();
        return finding.updateAndGet(before -> new Finding(
                state,
                before.state() == state ? before.since() : now,
                error.map(text -> new Fault(text, now)).or(before::lastFault)));
    }
}
