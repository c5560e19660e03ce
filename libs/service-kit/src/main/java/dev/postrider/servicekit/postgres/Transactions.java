package dev.postrider.servicekit.postgres;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgException;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.SqlConnection;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/** Transactions that are repeated when PostgreSQL asks for it. */
public final class Transactions {
    static final int ATTEMPTS = 6;
    private static final long FIRST_PAUSE_MS = 4;

    private Transactions() {}

    /**
     * Runs {@code work} in a transaction, and again, up to {@value #ATTEMPTS} times in all with short growing pauses, when it or the
     * commit fails with a serialization failure (40001) or a deadlock (40P01). {@code work} must have no effect outside the connection.
     */
    public static <T> Future<T> retrying(Pool pool, Function<SqlConnection, Future<T>> work) {
        return attempt(pool, work, 1);
    }

    // Vert.x says that the result may be null because work's may be; here it is whatever T is.
    @SuppressWarnings("NullAway")
    private static <T> Future<T> attempt(Pool pool, Function<SqlConnection, Future<T>> work, int number) {
        return pool.withTransaction(work).recover(e -> {
            if (number >= ATTEMPTS || !isConflict(e)) {
                return Future.failedFuture(e);
            }
            // Jitter, or the two that met would meet again. The pool completes futures on a context, so there is one.
            long pauseMs = 1 + ThreadLocalRandom.current().nextLong(FIRST_PAUSE_MS << number);
            Context context = Vertx.currentContext();
            Future<Void> pause = context == null
                    ? Future.succeededFuture()
                    : context.owner().timer(pauseMs, TimeUnit.MILLISECONDS).mapEmpty();
            return pause.compose(v -> attempt(pool, work, number + 1));
        });
    }

    /** Whether the transaction failed only because of others that ran beside it. */
    public static boolean isConflict(Throwable e) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof PgException pg && pg.getSqlState() != null) {
                return pg.getSqlState().equals("40001") || pg.getSqlState().equals("40P01");
            }
        }
        return false;
    }
}
