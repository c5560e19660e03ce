package dev.postrider.servicekit.postgres;

import io.vertx.core.Vertx;
import io.vertx.pgclient.PgBuilder;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.PoolOptions;
import io.vertx.sqlclient.SqlClient;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Opens PostgreSQL clients. They connect when they are used, so opening never fails. */
public final class Databases {
    private static final int TRANSACTION_PIPELINING = 32;
    private static final int STATEMENT_PIPELINING = 64;
    private static final int MAX_WAITING = 10_000;

    private Databases() {}

    /** Connections for transactions, with a prepared-statement cache and pipelining on each. */
    public static Pool pool(Vertx vertx, PostgresSettings postgres, String applicationName) {
        return pool(vertx, postgres, applicationName, Map.of());
    }

    /** As {@link #pool(Vertx, PostgresSettings, String)}, with run-time parameters of PostgreSQL that each connection starts with. */
    public static Pool pool(
            Vertx vertx, PostgresSettings postgres, String applicationName, Map<String, String> sessionProperties) {
        Connecting connecting =
                new Connecting(vertx, postgres, applicationName, TRANSACTION_PIPELINING, sessionProperties);
        return PgBuilder.pool()
                .with(poolOptions(postgres, postgres.poolSize()))
                .connectingTo(connecting::options)
                .using(vertx)
                .build();
    }

    /** For single statements only: many of them in flight on each of {@code connections}, with no check-out in between. */
    public static SqlClient pipelined(Vertx vertx, PostgresSettings postgres, String applicationName, int connections) {
        return pipelined(vertx, postgres, applicationName, connections, Map.of());
    }

    /** As {@link #pipelined(Vertx, PostgresSettings, String, int)}, with run-time parameters of PostgreSQL that each connection starts with. */
    public static SqlClient pipelined(
            Vertx vertx,
            PostgresSettings postgres,
            String applicationName,
            int connections,
            Map<String, String> sessionProperties) {
        return PgBuilder.client()
                .with(poolOptions(postgres, connections))
                .connectingTo(
                        new Connecting(vertx, postgres, applicationName, STATEMENT_PIPELINING, sessionProperties)
                                ::options)
                .using(vertx)
                .build();
    }

    private static PoolOptions poolOptions(PostgresSettings postgres, int size) {
        return new PoolOptions()
                .setMaxSize(size)
                .setMaxWaitQueueSize(MAX_WAITING)
                .setConnectionTimeout(Math.toIntExact(postgres.connectTimeout().toMillis()))
                .setConnectionTimeoutUnit(TimeUnit.MILLISECONDS)
                // So that connections spread anew over the servers behind a name that moved.
                .setMaxLifetime(30)
                .setMaxLifetimeUnit(TimeUnit.MINUTES);
    }
}
