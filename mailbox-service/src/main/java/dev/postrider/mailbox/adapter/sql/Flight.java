package dev.postrider.mailbox.adapter.sql;

import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.List;

/**
 * Statements that are sent on one connection without waiting for each other: one round trip for all. PostgreSQL executes
 * them in order; after one has failed, the rest of the transaction fails too.
 */
public final class Flight {
    private final SqlConnection connection;
    private final List<Future<?>> statements = new ArrayList<>();

    public Flight(SqlConnection connection) {
        this.connection = connection;
    }

    /** Sends a statement without parameters. */
    public Future<RowSet<Row>> plain(String sql) {
        return add(connection.query(sql).execute());
    }

    /** Sends a prepared statement. */
    public Future<RowSet<Row>> send(String sql, Tuple parameters) {
        return add(connection.preparedQuery(sql).execute(parameters));
    }

    /**
     * Completes when all statements have ended, so that the connection is idle. Fails with the failure of the first that failed:
     * the later ones only say that the transaction is aborted. (Even COMMIT succeeds then, as a ROLLBACK.)
     */
    public Future<Void> landed() {
        if (statements.isEmpty()) {
            return Future.succeededFuture();
        }
        return Future.join(statements).transform(ended -> {
            for (Future<?> statement : statements) {
                if (statement.failed()) {
                    return Future.failedFuture(statement.cause());
                }
            }
            return Future.succeededFuture();
        });
    }

    private Future<RowSet<Row>> add(Future<RowSet<Row>> statement) {
        statements.add(statement);
        return statement;
    }
}
