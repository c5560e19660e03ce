package dev.postrider.embedded;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Comparator;
import java.util.Map;
import java.util.stream.Stream;

/**
 * A PostgreSQL server as a child process, on loopback, with a password, durable.
 *
 * <p>After the JVM was killed the server lives on: the next start on the same directory stops it first.
 */
public final class LocalPostgres implements AutoCloseable {
    private static final String USER = "postrider";
    private static final String DATABASE = "postrider";

    /** Exists from before the data directory does until its first start is complete; holds the password for initdb. */
    private static final String BIRTH_FILE = "first-start";

    private static final Duration START_TIMEOUT = Duration.ofSeconds(60);

    /** zonky's defaults trade durability for speed; these do not. */
    private static final Map<String, String> SERVER_CONFIG = Map.ofEntries(
            Map.entry("fsync", "on"),
            Map.entry("synchronous_commit", "on"),
            Map.entry("full_page_writes", "on"),
            Map.entry("listen_addresses", "127.0.0.1"),
            Map.entry("unix_socket_directories", ""),
            Map.entry("password_encryption", "scram-sha-256"),
            Map.entry("max_connections", "60"),
            Map.entry("shared_buffers", "96MB"),
            Map.entry("max_wal_size", "1GB"),
            Map.entry("wal_compression", "pglz"),
            Map.entry("checkpoint_timeout", "10min"),
            Map.entry("checkpoint_completion_target", "0.9"),
            Map.entry("jit", "off"),
            Map.entry("autovacuum_naptime", "30s"),
            Map.entry("io_method", "sync"),
            Map.entry("log_min_messages", "warning"));

    private final Path root;
    private final Postmaster postmaster;
    private final String password;
    private final int port;
    private volatile EmbeddedPostgres server;

    private LocalPostgres(Path root, String password, int port, EmbeddedPostgres server) {
        this.root = root;
        this.postmaster = new Postmaster(data(root));
        this.password = password;
        this.port = port;
        this.server = server;
    }

    /**
     * Starts the server, on a free port that it keeps for later starts while nobody else takes it, and makes the database. Blocks until it answers.
     *
     * @param directory its data and binaries; made if new
     * @param password of the only users, {@code postrider} and {@code postgres}; letters and digits
     */
    public static LocalPostgres start(Path directory, String password) throws IOException {
        if (!password.matches("[A-Za-z0-9]+")) {
            throw new IllegalArgumentException("the password of the local PostgreSQL is of letters and digits");
        }
        Path root = directory.toAbsolutePath();
        Path data = data(root);
        Path birth = root.resolve(BIRTH_FILE);
        Files.createDirectories(root);
        new Postmaster(data).end();
        if (Files.exists(birth)) {
            // An earlier first start was cut short: what it left is no database yet, and holds nothing.
            deleteTree(data);
        }
        boolean first = !Files.exists(data.resolve("PG_VERSION"));
        if (first) {
            Files.writeString(birth, password + "\n");
            Files.setPosixFilePermissions(birth, PosixFilePermissions.fromString("rw-------"));
        }
        Files.createDirectories(data);
        int port = KeptPort.in(root.resolve("port"));
        EmbeddedPostgres server = builder(root, password, port).start();
        try {
            setUp(server, password);
        } catch (SQLException e) {
            server.close();
            throw new IOException("the local PostgreSQL cannot be set up; see " + root.resolve("log"), e);
        }
        Files.deleteIfExists(birth);
        return new LocalPostgres(root, password, port, server);
    }

    private static Path data(Path root) {
        return root.resolve("data");
    }

    private static EmbeddedPostgres.Builder builder(Path root, String password, int port) {
        ProcessBuilder.Redirect log =
                ProcessBuilder.Redirect.appendTo(root.resolve("log").toFile());
        EmbeddedPostgres.Builder builder = EmbeddedPostgres.builder()
                .setOverrideWorkingDirectory(root.toFile())
                .setDataDirectory(data(root))
                .setCleanDataDirectory(false)
                .setRegisterShutdownHook(false)
                .setPGStartupWait(START_TIMEOUT)
                .setPort(port)
                // zonky hands these to initdb as they are; the later --auth wins over its own "trust".
                .setLocaleConfig("locale", "C")
                .setLocaleConfig("encoding", "UTF8")
                .setLocaleConfig("auth", "scram-sha-256")
                .setLocaleConfig("pwfile", root.resolve(BIRTH_FILE).toString())
                .setConnectConfig("password", password)
                .setOutputRedirector(log)
                .setErrorRedirector(log);
        SERVER_CONFIG.forEach(builder::setServerConfig);
        return builder;
    }

    /** The service's user and database; each start repeats what may have been cut short. */
    private static void setUp(EmbeddedPostgres server, String password) throws SQLException {
        try (Connection connection = server.getPostgresDatabase().getConnection();
                Statement statement = connection.createStatement()) {
            if (!exists(statement, "SELECT 1 FROM pg_roles WHERE rolname = '" + USER + "'")) {
                statement.execute("CREATE USER " + USER + " CREATEDB PASSWORD '" + password + "'");
            }
            if (!exists(statement, "SELECT 1 FROM pg_database WHERE datname = '" + DATABASE + "'")) {
                statement.execute("CREATE DATABASE " + DATABASE + " OWNER " + USER);
            }
        }
    }

    private static void deleteTree(Path directory) throws IOException {
        if (!Files.exists(directory)) {
            return;
        }
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    private static boolean exists(Statement statement, String query) throws SQLException {
        try (var rows = statement.executeQuery(query)) {
            return rows.next();
        }
    }

    public String host() {
        return "127.0.0.1";
    }

    public int port() {
        return port;
    }

    public String user() {
        return USER;
    }

    public String database() {
        return DATABASE;
    }

    public String password() {
        return password;
    }

    /** The postmaster's process id (zonky's own process is the pg_ctl that started it). */
    public long pid() throws IOException {
        return postmaster
                .running()
                .orElseThrow(() -> new IOException("PostgreSQL has ended"))
                .pid();
    }

    /** False once it has ended, however that was. */
    public boolean isRunning() throws IOException {
        return postmaster.running().isPresent();
    }

    /**
     * Starts it again where it was, after it has ended otherwise than by {@link #close}. Blocks until it answers. Not thread-safe.
     *
     * @throws IOException if it does not start, for example since somebody has taken its port; the call may be repeated
     */
    public void restart() throws IOException {
        postmaster.end();
        if (!KeptPort.isFree(port)) {
            throw new IOException("port " + port + " is taken");
        }
        server.close();
        // A start that failed keeps its lock of this file until it is garbage; it locks nobody out who makes a new one.
        Files.deleteIfExists(data(root).resolve("epg-lock"));
        try {
            server = builder(root, password, port).start();
        } catch (IllegalStateException e) {
            throw new IOException("the local PostgreSQL does not start; see " + root.resolve("log"), e);
        }
    }

    /** Stops it in good order; a start that seemed to fail may have left one that zonky does not know. */
    @Override
    public void close() throws IOException {
        server.close();
        postmaster.end();
    }
}
