package dev.postrider.servicekit.thread;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;

/** Does something again until it succeeds, or fails for good. However often that is, no attempt holds on to those before it. */
public final class Attempts {
    /** Decides after a failure. */
    @FunctionalInterface
    public interface Patience {
        /**
         * @param failures how many there were, with this one
         * @return the pause before the next attempt; empty: there is none
         */
        Optional<Duration> after(Throwable failure, int failures);
    }

    private Attempts() {}

    /** @return the first success, or the failure after which there is no further attempt; nothing, if Vert.x ends first */
    public static <T> Future<T> until(Vertx vertx, Patience patience, Supplier<Future<T>> work) {
        Promise<T> outcome = Promise.promise();
        attempt(vertx, patience, work, 1, outcome);
        return outcome.future();
    }

    private static <T> void attempt(
            Vertx vertx, Patience patience, Supplier<Future<T>> work, int number, Promise<T> outcome) {
        Future.succeededFuture()
                .compose(now -> work.get())
                .onComplete(
                        outcome::complete,
                        failure -> patience.after(failure, number)
                                .ifPresentOrElse(
                                        pause -> vertx.setTimer(
                                                Math.max(1, pause.toMillis()),
                                                timer -> attempt(vertx, patience, work, number + 1, outcome)),
                                        () -> outcome.fail(failure)));
    }
}
