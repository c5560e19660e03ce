package dev.postrider.servicekit;

import dev.postrider.servicekit.thread.Attempts;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A part of the groundwork at a start. A start that waits for it fails with it; where the start has gone on, it is tried again until it is done. */
final class Preparation {
    private static final Logger log = LoggerFactory.getLogger(Preparation.class);

    private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(1);
    private static final int DOUBLINGS = 6;

    private final Vertx vertx;
    private final String what;
    private final Promise<Void> answer = Promise.promise();
    private final AtomicReference<Future<Void>> standing;

    /** @param what a constant, for logs and {@code /status} */
    Preparation(Vertx vertx, String what) {
        this.vertx = vertx;
        this.what = what;
        this.standing = new AtomicReference<>(Future.failedFuture("not known to be there yet"));
    }

    /**
     * Begins.
     *
     * @param patience after which the start goes on all the same
     * @return fails if {@code work} does within {@code patience}
     */
    Future<Void> begin(Duration patience, Supplier<Future<Void>> work) {
        if (patience.isZero()) {
            answer.tryComplete();
        } else {
            long timer = vertx.setTimer(patience.toMillis(), late -> {
                if (answer.tryComplete()) {
                    log.atWarn().addKeyValue("what", what).log("started before this was known to be there");
                }
            });
            answer.future().onComplete(ended -> vertx.cancelTimer(timer));
        }
        Attempts.until(vertx, this::afterFailure, work).onSuccess(done -> {
            standing.set(Future.succeededFuture());
            answer.tryComplete();
        });
        return answer.future();
    }

    /** For {@code /status}: fails with the reason of the last failure until it is done. */
    Future<Void> standing() {
        return standing.get();
    }

    private Optional<Duration> afterFailure(Throwable failure, int failures) {
        standing.set(Future.failedFuture(reasonOf(failure)));
        if (answer.tryFail(failure)) {
            return Optional.empty();
        }
        Duration pause = FIRST_PAUSE.multipliedBy(1L << Math.min(failures - 1, DOUBLINGS));
        Duration bounded = pause.compareTo(LONGEST_PAUSE) < 0 ? pause : LONGEST_PAUSE;
        log.atError()
                .addKeyValue("what", what)
                .addKeyValue("failures", failures)
                .addKeyValue("pauseMs", bounded.toMillis())
                .setCause(failure)
                .log("not prepared, trying again");
        return Optional.of(bounded);
    }

    /** What failed, and why at the bottom of it: a migration's own exception tells it at the end of a page, with its SQL. */
    private static String reasonOf(Throwable failure) {
        Throwable root = failure;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        String first = firstLine(failure);
        return failure.getCause() == null ? first : first + ": " + firstLine(root);
    }

    private static String firstLine(Throwable failure) {
        return Optional.ofNullable(failure.getMessage())
                .flatMap(message ->
                        message.lines().filter(line -> !line.isBlank()).findFirst())
                .orElseGet(() -> failure.getClass().getSimpleName());
    }
}
