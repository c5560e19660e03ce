package dev.postrider.mailbox.adapter.sql;

import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.SqlConnection;
import java.util.function.Function;

/** The pool. */
public final class Connections {
    private final Pool pool;

    public Connections(Pool pool) {
        this.pool = pool;
    }

    /** For single statements outside a transaction. */
    public Pool pool() {
        return pool;
    }

    /** A connection; the caller closes it. */
    public Future<SqlConnection> take() {
        return pool.getConnection();
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
