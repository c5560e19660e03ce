package dev.postrider.servicekit.health;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.postrider.testkit.ManualClock;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class DependencyTest {
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    private final ManualClock clock = ManualClock.at(START);
    private Future<Void> answer = Future.succeededFuture();
    private final Dependency dependency = new Dependency(() -> answer, clock);

    private Dependency.Finding look() {
        return dependency.look().result();
    }

    @Test
    void aStateIsToldWithItsBeginningAndTheLastError() {
        assertEquals(new Dependency.Finding(Dependency.State.UNKNOWN, START, Optional.empty()), dependency.finding());
        clock.advance(Duration.ofSeconds(10));
        Instant up = clock.instant();
        assertEquals(new Dependency.Finding(Dependency.State.UP, up, Optional.empty()), look());

        clock.advance(Duration.ofSeconds(10));
        Instant down = clock.instant();
        answer = Future.failedFuture("refused");
        Dependency.Fault first = new Dependency.Fault("refused", down);
        assertEquals(new Dependency.Finding(Dependency.State.DOWN, down, Optional.of(first)), look());

        clock.advance(Duration.ofSeconds(10));
        answer = Future.failedFuture(new IllegalStateException());
        Dependency.Fault second = new Dependency.Fault("IllegalStateException", clock.instant());
        assertEquals(new Dependency.Finding(Dependency.State.DOWN, down, Optional.of(second)), look());

        clock.advance(Duration.ofSeconds(10));
        answer = Future.succeededFuture();
        assertEquals(new Dependency.Finding(Dependency.State.UP, clock.instant(), Optional.of(second)), look());
    }
}
