package dev.postrider.delivery.hold;

import dev.postrider.delivery.port.DeliveryMeters;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Repeats a step until the dependency that it needs answers again. A fault of the system must neither lose nor defer mail: the record stays in
 * flight, the consumer pauses, and Kafka is the buffer. Thread-safe.
 */
public final class Holding {
    private static final Logger LOG = LoggerFactory.getLogger(Holding.class);

    private final Vertx vertx;
    private final DeliveryMeters meters;
    private final Duration firstPause;
    private final Duration longestPause;
    private final AtomicBoolean draining = new AtomicBoolean();

    public Holding(Vertx vertx, DeliveryMeters meters, Duration firstPause, Duration longestPause) {
        this.vertx = vertx;
        this.meters = meters;
        this.firstPause = firstPause;
        this.longestPause = longestPause;
    }

    /**
     * Runs {@code step}, which must be harmless to repeat, until it succeeds.
     *
     * @param name a constant, for logs and counters
     * @return fails with {@link DrainingException} alone
     */
    public <T> Future<T> until(String name, Supplier<Future<T>> step) {
        Promise<T> promise = Promise.promise();
        attempt(name, step, firstPause.toMillis(), promise);
        return promise.future();
    }

    /** From now on no step is repeated. */
    public void drain() {
        draining.set(true);
    }

    public boolean isDraining() {
        return draining.get();
    }

    private <T> void attempt(String name, Supplier<Future<T>> step, long pauseMs, Promise<T> promise) {
        run(step).onComplete(promise::complete, failure -> {
            if (draining.get()) {
                promise.fail(new DrainingException(name, failure));
                return;
            }
            meters.held(name);
            LOG.atWarn()
                    .addKeyValue("step", name)
                    .addKeyValue("pauseMs", pauseMs)
                    .addKeyValue("cause", failure.toString())
                    .log("step failed, holding");
            long nextPauseMs = Math.min(pauseMs * 2, longestPause.toMillis());
            vertx.setTimer(pauseMs, timer -> attempt(name, step, nextPauseMs, promise));
        });
    }

    /** A step that throws has failed like one whose future fails. */
    private static <T> Future<T> run(Supplier<Future<T>> step) {
        try {
            return step.get();
        } catch (RuntimeException e) {
            return Future.failedFuture(e);
        }
    }
}
