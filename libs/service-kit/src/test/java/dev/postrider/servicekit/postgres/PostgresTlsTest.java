package dev.postrider.servicekit.postgres;

import static dev.postrider.testkit.TestVertx.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.postrider.embedded.LocalPostgres;
import dev.postrider.servicekit.config.Configuration;
import dev.postrider.servicekit.config.ConfigurationException;
import dev.postrider.servicekit.config.Settings;
import dev.postrider.testkit.TestAuthority;
import dev.postrider.testkit.TestVertx;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A PostgreSQL that takes nobody without TLS and a certificate; always the embedded one. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(120)
final class PostgresTlsTest {
    private static final String ADMIN_PASSWORD = "admin";
    private static final String FAR_END = "SELECT client_dn FROM pg_stat_ssl WHERE pid = pg_backend_pid()";

    @AutoClose
    private final TestVertx running = new TestVertx();

    private final Vertx vertx = running.vertx();
    private final TestAuthority ours = TestAuthority.named("ours");
    private final TestAuthority other = TestAuthority.named("other");

    @TempDir
    private static Path directory = Path.of("");

    private Optional<LocalPostgres> server = Optional.empty();

    @BeforeAll
    void start() throws IOException, SQLException {
        Path root = directory.resolve("postgres");
        LocalPostgres postgres = LocalPostgres.start(root, ADMIN_PASSWORD);
        server = Optional.of(postgres);
        TestAuthority.Pem pem = ours.issue(directory.resolve("server-tls"), "127.0.0.1");
        Files.setPosixFilePermissions(pem.key(), PosixFilePermissions.fromString("rw-------"));
        Files.writeString(root.resolve("data/pg_hba.conf"), """
                host    all postgres  127.0.0.1/32 scram-sha-256
                hostssl all postrider 127.0.0.1/32 scram-sha-256 clientcert=verify-ca
                """);
        administer(
                "ALTER SYSTEM SET ssl_cert_file = '" + pem.certificate() + "'",
                "ALTER SYSTEM SET ssl_key_file = '" + pem.key() + "'",
                "ALTER SYSTEM SET ssl_ca_file = '" + pem.authorities() + "'",
                "ALTER SYSTEM SET ssl = on",
                "SELECT pg_reload_conf()");
    }

    @AfterAll
    void stop() throws IOException {
        if (server.isPresent()) {
            server.get().close();
        }
    }

    /** As the server's owner, in clear. */
    private void administer(String... statements) throws SQLException {
        LocalPostgres postgres = server.orElseThrow();
        String url = "jdbc:postgresql://127.0.0.1:" + postgres.port() + "/postgres?sslmode=disable";
        try (Connection connection = DriverManager.getConnection(url, "postgres", ADMIN_PASSWORD);
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }

    private PostgresSettings settings(String host, String password, String tls) {
        Settings settings = Configuration.of("postgres { host = \"" + host + "\", port = "
                + server.orElseThrow().port() + ", password = \"" + password + "\", pool-size = 1, " + tls + " }");
        PostgresSettings postgres = PostgresSettings.from(settings.section("postgres"));
        settings.check();
        return postgres;
    }

    private PostgresSettings settings(String host, String tls) {
        return settings(host, server.orElseThrow().password(), tls);
    }

    private static String showing(TestAuthority.Pem pem) {
        return "tls-certificate = \"" + pem.certificate() + "\", tls-key = \"" + pem.key() + "\", ";
    }

    private static String believing(TestAuthority.Pem pem) {
        return "tls-trust = \"" + pem.authorities() + "\", tls = ";
    }

    private static String ask(Pool pool) {
        Row row = await(pool.query(FAR_END).execute()).iterator().next();
        return row.getString(0);
    }

    private void assertServed(PostgresSettings postgres, String schema) {
        assertEquals("/CN=smtp-ingress", ask(Databases.pool(vertx, postgres, "test")));
        await(Migrations.run(vertx, postgres, "classpath:db/kit", schema));
    }

    private void assertRefused(PostgresSettings postgres) {
        Pool pool = Databases.pool(vertx, postgres, "test");
        assertThrows(CompletionException.class, () -> ask(pool));
        assertThrows(SQLException.class, () -> Migrations.connection(postgres).close());
    }

    @Test
    void bothClientsShowAndVerifyCertificates() {
        TestAuthority.Pem client = ours.issue(directory.resolve("client"), "smtp-ingress");
        assertServed(settings("127.0.0.1", showing(client) + believing(client) + "verify-full"), "full");
        // verify-ca does not look at the name.
        assertServed(settings("localhost", showing(client) + believing(client) + "verify-ca"), "ca");
    }

    @Test
    void whoIsNotKnownIsRefusedAndSoIsAServerThatIsNot() {
        TestAuthority.Pem client = ours.issue(directory.resolve("known"), "smtp-ingress");
        TestAuthority.Pem stranger = other.issue(directory.resolve("stranger"), "smtp-ingress");
        assertRefused(settings("127.0.0.1", believing(client) + "verify-full"));
        assertRefused(settings("127.0.0.1", showing(stranger) + believing(client) + "verify-full"));
        assertRefused(settings("127.0.0.1", showing(client) + believing(stranger) + "verify-ca"));
        assertRefused(settings("localhost", showing(client) + believing(client) + "verify-full"));
        assertRefused(settings("127.0.0.1", "tls = disable"));
    }

    @Test
    void aRenewedCertificateOrPasswordServesTheNextConnection() throws Exception {
        Path files = directory.resolve("renewed");
        TestAuthority.Pem client = ours.issue(files, "smtp-ingress");
        Path password = directory.resolve("password");
        Files.writeString(password, "first\n");
        administer("CREATE USER rotated PASSWORD 'first'");
        Files.writeString(
                directory.resolve("postgres/data/pg_hba.conf"),
                "hostssl all rotated 127.0.0.1/32 scram-sha-256 clientcert=verify-ca\n",
                StandardOpenOption.APPEND);
        administer("SELECT pg_reload_conf()");
        Pool pool = Databases.pool(
                vertx,
                settings(
                        "127.0.0.1",
                        "file:" + password,
                        "user = rotated, " + showing(client) + believing(client) + "verify-full"),
                "test");
        assertEquals("/CN=smtp-ingress", ask(pool));

        administer("ALTER USER rotated PASSWORD 'second'");
        assertEquals("/CN=smtp-ingress", ask(pool));
        cut(pool);
        assertThrows(CompletionException.class, () -> ask(pool));
        Files.writeString(password, "second\n");
        assertEquals("/CN=smtp-ingress", ask(pool));

        cut(pool);
        other.issue(files, "smtp-ingress");
        assertThrows(CompletionException.class, () -> ask(pool));
        ours.issue(files, "smtp-gateway");
        assertEquals("/CN=smtp-gateway", ask(pool));
    }

    /** Ends the pool's connection, and waits until the pool has seen it. */
    private static void cut(Pool pool) {
        await(pool.withConnection(connection -> {
            Promise<Void> closed = Promise.promise();
            connection.closeHandler(closed::complete);
            connection.query("SELECT pg_terminate_backend(pg_backend_pid())").execute();
            return closed.future();
        }));
    }

    @Test
    void aClientCertificateNeedsAServerThatIsVerified() {
        TestAuthority.Pem client = ours.issue(directory.resolve("settings"), "smtp-ingress");
        ConfigurationException e = assertThrows(
                ConfigurationException.class, () -> settings("127.0.0.1", showing(client) + "tls = require"));
        assertTrue(String.valueOf(e.getMessage()).contains("postgres.tls = require"), e.getMessage());
    }
}
