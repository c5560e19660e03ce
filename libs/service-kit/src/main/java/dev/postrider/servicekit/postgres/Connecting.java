package dev.postrider.servicekit.postgres;

import dev.postrider.servicekit.net.PeerTls;
import dev.postrider.servicekit.thread.VirtualThreads;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.net.ClientSSLOptions;
import io.vertx.core.net.TrustOptions;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.pgclient.SslMode;
import io.vertx.sqlclient.SqlConnectOptions;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** How a pool connects, asked anew for each connection: a password or a certificate that was renewed serves from the next one on. */
final class Connecting {
    private final Vertx vertx;
    private final PostgresSettings postgres;
    private final String applicationName;
    private final int pipelining;
    private final Map<String, String> sessionProperties;
    private @Nullable PeerTls tls;

    Connecting(
            Vertx vertx,
            PostgresSettings postgres,
            String applicationName,
            int pipelining,
            Map<String, String> sessionProperties) {
        this.vertx = vertx;
        this.postgres = postgres;
        this.applicationName = applicationName;
        this.pipelining = pipelining;
        this.sessionProperties = sessionProperties;
    }

    /** Fails if the certificates cannot be used. */
    Future<SqlConnectOptions> options() {
        return VirtualThreads.call(vertx, "postgres-options", this::read);
    }

    private PgConnectOptions read() throws IOException {
        Map<String, String> properties = new HashMap<>(PgConnectOptions.DEFAULT_PROPERTIES);
        properties.put("application_name", applicationName);
        properties.putAll(sessionProperties);
        PgConnectOptions options = new PgConnectOptions()
                .setHost(postgres.host())
                .setPort(postgres.port())
                .setDatabase(postgres.database())
                .setUser(postgres.user())
                .setPassword(postgres.password().renewed().get())
                .setPipeliningLimit(pipelining)
                .setCachePreparedStatements(true)
                .setPreparedStatementCacheMaxSize(512)
                .setPreparedStatementCacheSqlFilter(sql -> sql.length() < 8_192)
                .setProperties(properties)
                .setSslMode(sslMode(postgres.tls()));
        if (postgres.tls() != PostgresSettings.Tls.DISABLE) {
            options.setSslOptions(sslOptions());
        }
        return options;
    }

    private ClientSSLOptions sslOptions() throws IOException {
        ClientSSLOptions options =
                new ClientSSLOptions().setEnabledSecureTransportProtocols(Set.copyOf(PeerTls.protocols()));
        return switch (postgres.tls()) {
            case DISABLE, PREFER, REQUIRE -> options.setTrustAll(true);
            case VERIFY_CA, VERIFY_FULL -> {
                PeerTls current = current();
                current.keyCertOptions().ifPresent(options::setKeyCertOptions);
                yield options.setTrustOptions(TrustOptions.wrap(current.trust()))
                        .setHostnameVerificationAlgorithm(
                                postgres.tls() == PostgresSettings.Tls.VERIFY_FULL ? "HTTPS" : "");
            }
        };
    }

    private synchronized PeerTls current() throws IOException {
        if (tls == null) {
            tls = PeerTls.read(postgres.files());
        } else {
            tls.refresh();
        }
        return tls;
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
