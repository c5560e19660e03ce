package dev.postrider.servicekit.health;

import io.micrometer.core.instrument.Timer;
import io.vertx.core.Context;
import io.vertx.core.Deployable;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** Whether the event loops turn, and how late: each stamps the time once a second; a stamp that grows old is a loop that is stuck. */
final class EventLoopPulse {
    private static final long PERIOD_MS = 1_000;
    private static final Duration STUCK_AFTER = Duration.ofSeconds(15);

    private final Queue<AtomicLong> stamps = new ConcurrentLinkedQueue<>();
    private final Timer delay;

    EventLoopPulse(Timer delay) {
        this.delay = delay;
    }

    /** Starts one pulse on each of {@code loops} contexts, which Vert.x spreads over its event loops. */
    Future<Void> start(Vertx vertx, int loops) {
        return vertx.deployVerticle(Pulse::new, new DeploymentOptions().setInstances(loops))
                .mapEmpty();
    }

    boolean turning() {
        long now = System.nanoTime();
        return stamps.stream().allMatch(stamp -> now - stamp.get() < STUCK_AFTER.toNanos());
    }

    private final class Pulse implements Deployable {
        @Override
        public Future<?> deploy(Context context) {
            AtomicLong stamp = new AtomicLong(System.nanoTime());
            stamps.add(stamp);
            context.owner().setPeriodic(PERIOD_MS, id -> {
                long now = System.nanoTime();
                long late = now - stamp.getAndSet(now) - TimeUnit.MILLISECONDS.toNanos(PERIOD_MS);
                delay.record(Math.max(0, late), TimeUnit.NANOSECONDS);
            });
            return Future.succeededFuture();
        }
    }
}
