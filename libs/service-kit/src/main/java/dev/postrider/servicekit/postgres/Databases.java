package dev.postrider.servicekit.postgres;

import io.vertx.core.Vertx;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.SqlClient;

/** Opens PostgreSQL clients. They connect when they are used, so opening never fails. */
public final class Databases {
    private Databases() {}

    /** Connections for transactions, with a prepared-statement cache and pipelining on each. */
    public static Pool pool(Vertx vertx, PostgresSettings postgres, String applicationName) {
        throw new UnsupportedOperationException("" + vertx + postgres + applicationName);
    }

    /** For single statements only: many of them in flight on each of {@code connections}, with no check-out in between. */
    public static SqlClient pipelined(Vertx vertx, PostgresSettings postgres, String applicationName, int connections) {
        throw new UnsupportedOperationException("" + vertx + postgres + applicationName + connections);
    }
}
