package dev.postrider.mailbox.adapter.sql;

import io.micrometer.core.instrument.Timer;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.SqlConnection;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/** The pool, and how long one waits for it. */
public final class Connections {
    private final Pool pool;
    private final Timer wait;

    /**
     * @param wait takes the time from asking for a connection to having it
     */
    public Connections(Pool pool, Timer wait) {
        this.pool = pool;
        this.wait = wait;
    }

    /** For single statements outside a transaction. */
    public Pool pool() {
        return pool;
    }

    /** A connection; the caller closes it. */
    public Future<SqlConnection> take() {
        long asked = System.nanoTime();
        return pool.getConnection().onSuccess(taken -> wait.record(System.nanoTime() - asked, TimeUnit.NANOSECONDS));
    }

    /** A connection in a transaction that sees one state of the database and changes nothing. */
    public <T> Future<T> snapshot(Function<SqlConnection, Future<T>> work) {
        return take().compose(connection -> {
            // Not awaited: the first statement of the work travels with it.
            connection.query("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY").execute();
            // Composed, so that the connection comes back even if the work throws.
            return Future.succeededFuture(connection)
                    .compose(work)
                    .eventually(() -> connection
                            .query("COMMIT")
                            .execute()
                            .onComplete(ended -> connection.close())
                            .otherwiseEmpty());
        });
    }
}
