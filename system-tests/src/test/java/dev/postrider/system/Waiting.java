package dev.postrider.system;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/** Asks again until there is an answer, for what cannot be waited for in another way: another process's state. */
public final class Waiting {
    private static final long PAUSE_NANOS = 25_000_000;

    private Waiting() {}

    /** May have no answer yet. */
    @FunctionalInterface
    public interface Question<T, E extends Exception> {
        Optional<T> call() throws E;
    }

    /** @throws AssertionError naming {@code what}, if there is no answer in time */
    public static <T, E extends Exception> T until(String what, Duration limit, Question<T, E> question) throws E {
        return until(what, limit, question, () -> "");
    }

    /** @throws AssertionError naming {@code what}, and what {@code detail} says then, if there is no answer in time */
    static <T, E extends Exception> T until(
            String what, Duration limit, Question<T, E> question, Supplier<String> detail) throws E {
        long end = System.nanoTime() + limit.toNanos();
        while (true) {
            Optional<T> answer = question.call();
            if (answer.isPresent()) {
                return answer.get();
            }
            if (System.nanoTime() > end) {
                throw new AssertionError(what + ": not within " + limit.toSeconds() + " s " + detail.get());
            }
            LockSupport.parkNanos(PAUSE_NANOS);
        }
    }

    /** Waits until a thread of the test is done. @throws AssertionError if it failed */
    static void forEnd(String what, Future<?> running) {
        try {
            running.get();
        } catch (ExecutionException e) {
            throw new AssertionError(what + " failed", e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted while waiting for " + what, e);
        }
    }
}
