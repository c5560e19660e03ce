package dev.postrider.servicekit.postgres;

import io.vertx.core.Vertx;
import io.vertx.core.net.ClientSSLOptions;
import io.vertx.core.net.PemTrustOptions;
import io.vertx.pgclient.PgBuilder;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.pgclient.SslMode;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.PoolOptions;
import io.vertx.sqlclient.SqlClient;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
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
        PgConnectOptions options = options(postgres, applicationName, TRANSACTION_PIPELINING);
        sessionProperties.forEach(options::addProperty);
        return PgBuilder.pool()
                .with(poolOptions(postgres, postgres.poolSize()))
                .connectingTo(options)
                .using(vertx)
                .build();
    }

    /** For single statements only: many of them in flight on each of {@code connections}, with no check-out in between. */
    public static SqlClient pipelined(Vertx vertx, PostgresSettings postgres, String applicationName, int connections) {
        return PgBuilder.client()
                .with(poolOptions(postgres, connections))
                .connectingTo(options(postgres, applicationName, STATEMENT_PIPELINING))
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

    static PgConnectOptions options(PostgresSettings postgres, String applicationName, int pipelining) {
        Map<String, String> properties = new HashMap<>(PgConnectOptions.DEFAULT_PROPERTIES);
        properties.put("application_name", applicationName);
        PgConnectOptions options = new PgConnectOptions()
                .setHost(postgres.host())
                .setPort(postgres.port())
                .setDatabase(postgres.database())
                .setUser(postgres.user())
                .setPassword(postgres.password().get())
                .setPipeliningLimit(pipelining)
                .setCachePreparedStatements(true)
                .setPreparedStatementCacheMaxSize(512)
                .setPreparedStatementCacheSqlFilter(sql -> sql.length() < 8_192)
                .setProperties(properties)
                .setSslMode(sslMode(postgres.tls()));
        trust(postgres).ifPresent(options::setSslOptions);
        return options;
    }

    private static Optional<ClientSSLOptions> trust(PostgresSettings postgres) {
        ClientSSLOptions tls = new ClientSSLOptions().setEnabledSecureTransportProtocols(Set.of("TLSv1.2", "TLSv1.3"));
        return switch (postgres.tls()) {
            case DISABLE -> Optional.empty();
            case PREFER, REQUIRE -> Optional.of(tls.setTrustAll(true));
            case VERIFY_CA, VERIFY_FULL -> {
                postgres.trust()
                        .ifPresent(pem -> tls.setTrustOptions(new PemTrustOptions().addCertPath(pem.toString())));
                yield Optional.of(tls.setHostnameVerificationAlgorithm(
                        postgres.tls() == PostgresSettings.Tls.VERIFY_FULL ? "HTTPS" : ""));
            }
        };
    }

    private static SslMode sslMode(PostgresSettings.Tls tls) {
        return switch (tls) {
            case DISABLE -> SslMode.DISABLE;
            case PREFER -> SslMode.PREFER;
            case REQUIRE -> SslMode.REQUIRE;
            case VERIFY_CA -> SslMode.VERIFY_CA;
            case VERIFY_FULL -> SslMode.VERIFY_FULL;
        };
    }
}
