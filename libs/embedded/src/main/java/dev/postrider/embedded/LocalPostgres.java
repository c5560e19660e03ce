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
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;

/**
 * A PostgreSQL server as a child process, on loopback, with a password, durable.
 *
 * <p>After the JVM was killed the server lives on: the next start on the same directory stops it first.
 */
public final class LocalPostgres implements AutoCloseable {
    private static final String USER = "postrider";
    private static final String DATABASE = "postrider";
    private static final String PID_FILE = "postmaster.pid";

    /** Exists from before the data directory does until its first start is complete; holds the password for initdb. */
    private static final String BIRTH_FILE = "first-start";

    private static final Duration START_TIMEOUT = Duration.ofSeconds(60);
    private static final Duration STOP_TIMEOUT = Duration.ofSeconds(20);
    private static final long LOOK_AGAIN_MS = 20;

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

    private final EmbeddedPostgres server;
    private final Path data;
    private final String password;

    private LocalPostgres(EmbeddedPostgres server, Path data, String password) {
        this.server = server;
        this.data = data;
        this.password = password;
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
        Path data = root.resolve("data");
        Path birth = root.resolve(BIRTH_FILE);
        Files.createDirectories(root);
        stopOrphan(data.resolve(PID_FILE));
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
        EmbeddedPostgres server = builder(root, data, birth, password).start();
        try {
            setUp(server, password);
        } catch (SQLException e) {
            server.close();
            throw new IOException("the local PostgreSQL cannot be set up; see " + root.resolve("log"), e);
        }
        Files.deleteIfExists(birth);
        return new LocalPostgres(server, data, password);
    }

    private static EmbeddedPostgres.Builder builder(Path root, Path data, Path birth, String password)
            throws IOException {
        ProcessBuilder.Redirect log =
                ProcessBuilder.Redirect.appendTo(root.resolve("log").toFile());
        EmbeddedPostgres.Builder builder = EmbeddedPostgres.builder()
                .setOverrideWorkingDirectory(root.toFile())
                .setDataDirectory(data)
                .setCleanDataDirectory(false)
                .setRegisterShutdownHook(false)
                .setPGStartupWait(START_TIMEOUT)
                .setPort(KeptPort.in(root.resolve("port")))
                // zonky hands these to initdb as they are; the later --auth wins over its own "trust".
                .setLocaleConfig("locale", "C")
                .setLocaleConfig("encoding", "UTF8")
                .setLocaleConfig("auth", "scram-sha-256")
                .setLocaleConfig("pwfile", birth.toString())
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
        return server.getPort();
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
        return postmaster(data.resolve(PID_FILE))
                .orElseThrow(() -> new IOException("PostgreSQL has ended"))
                .pid();
    }

    /** Stops it in good order. */
    @Override
    public void close() throws IOException {
        server.close();
    }

    /** Ends the server that an earlier, killed JVM left behind: it would hold the data directory and the port. */
    private static void stopOrphan(Path pidFile) throws IOException {
        Optional<ProcessHandle> orphan = postmaster(pidFile);
        if (orphan.isEmpty()) {
            return;
        }
        try {
            // SIGINT is PostgreSQL's fast shutdown; SIGTERM would wait for every client to leave.
            new ProcessBuilder("kill", "-INT", Long.toString(orphan.get().pid()))
                    .start()
                    .waitFor();
            if (!ended(orphan.get(), pidFile)) {
                orphan.get().destroyForcibly();
                ended(orphan.get(), pidFile);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while an earlier PostgreSQL was stopping", e);
        }
    }

    /** PostgreSQL's last act is to remove its file; in some containers nobody collects the process after that. */
    private static boolean ended(ProcessHandle process, Path pidFile) throws IOException, InterruptedException {
        long end = System.nanoTime() + STOP_TIMEOUT.toNanos();
        while (System.nanoTime() < end) {
            try {
                process.onExit().get(LOOK_AGAIN_MS, TimeUnit.MILLISECONDS);
                return true;
            } catch (TimeoutException e) {
                if (!Files.exists(pidFile)) {
                    return true;
                }
            } catch (ExecutionException e) {
                throw new IOException("cannot wait for an earlier PostgreSQL", e);
            }
        }
        return false;
    }

    /** The running server of a data directory. A stale file may name a process that is somebody else's by now. */
    private static Optional<ProcessHandle> postmaster(Path pidFile) throws IOException {
        if (!Files.exists(pidFile)) {
            return Optional.empty();
        }
        return Files.readAllLines(pidFile).stream()
                .findFirst()
                .flatMap(line -> ProcessHandle.of(Long.parseLong(line.strip())))
                .filter(process -> process.info().command().orElse("").endsWith("/postgres"));
    }
}
