package dev.postrider.deploy;

import dev.postrider.embedded.LocalPostgres;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Starts the PostgreSQL beside this process again when it has ended beneath the running services. They bear its absence by themselves: SMTP answers 451,
 * IMAP UNAVAILABLE, and what was accepted waits.
 */
final class PostgresWatch implements AutoCloseable {
    private static final Duration LOOK_EVERY = Duration.ofMillis(500);

    private final LocalPostgres postgres;
    private final RestartPace pace = new RestartPace();
    private final CountDownLatch over = new CountDownLatch(1);
    private final Thread thread;

    private PostgresWatch(LocalPostgres postgres) {
        this.postgres = postgres;
        this.thread = Thread.ofVirtual().name("postgres-watch").unstarted(this::watch);
    }

    static PostgresWatch over(LocalPostgres postgres) {
        PostgresWatch watch = new PostgresWatch(postgres);
        watch.thread.start();
        return watch;
    }

    private void watch() {
        try {
            while (!isOverAfter(LOOK_EVERY)) {
                if (!isRunning()) {
                    startAgain();
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // nobody does that; it ends like close
        }
    }

    private void startAgain() throws InterruptedException {
        Duration delay = pace.delayOf(Instant.now());
        Progress.say("PostgreSQL has ended; it is started again"
                + (delay.isZero() ? "" : " in " + delay.toSeconds() + " s") + ", mail waits meanwhile");
        if (isOverAfter(delay)) {
            return;
        }
        long begin = System.nanoTime();
        try {
            postgres.restart();
            Progress.say("PostgreSQL is up again (" + Progress.since(begin) + ")");
        } catch (IOException e) {
            Progress.say("PostgreSQL did not start again: " + e.getMessage());
        }
    }

    /** What cannot be looked at is left alone. */
    private boolean isRunning() {
        try {
            return postgres.isRunning();
        } catch (IOException e) {
            return true;
        }
    }

    private boolean isOverAfter(Duration moment) throws InterruptedException {
        return over.await(moment.toNanos(), TimeUnit.NANOSECONDS);
    }

    /** Starts nothing any more; blocks until a start that is under way has ended, so that the server can be stopped then. */
    @Override
    public void close() {
        over.countDown();
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
