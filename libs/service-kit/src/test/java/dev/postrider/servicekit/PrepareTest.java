package dev.postrider.servicekit;

import static dev.postrider.testkit.TestVertx.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.postrider.servicekit.config.Configuration;
import dev.postrider.servicekit.config.Settings;
import dev.postrider.servicekit.health.Health;
import dev.postrider.servicekit.kafka.KafkaSettings;
import dev.postrider.servicekit.kafka.TopicSpec;
import dev.postrider.servicekit.postgres.PostgresSettings;
import dev.postrider.servicekit.postgres.SchemaSpec;
import dev.postrider.testkit.TestVertx;
import dev.postrider.testkit.fixture.KafkaFixture;
import dev.postrider.testkit.fixture.PostgresFixture;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.TopicDescription;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code prepare}, and starts that only check what it has made, with two versions of a service and a real Kafka and PostgreSQL. */
@Timeout(180)
final class PrepareTest {
    private static final String OLD = "classpath:db/kit";
    private static final String NEW = "classpath:db/kit-later";

    @AutoClose
    private final TestVertx running = new TestVertx();

    private final Vertx vertx = running.vertx();
    private final PostgresFixture.Database database = PostgresFixture.shared().freshDatabase();
    private final String topic = database.database();
    private final String hocon = database.hocon()
            + "\npostgres { migrate = off, connect-timeout = 30s }\nkafka { create-topics = off, partitions = 3,"
            + " bootstrap-servers = \"" + KafkaFixture.shared().bootstrapServers()
            + "\" }\nmanagement { host = \"127.0.0.1\", port = 0 }\n";

    @TempDir
    private Path directory = Path.of("");

    /** The service of the child processes; its arguments are its topic, and those of {@link ServiceMain}. */
    record Demo(String migrations, String topic) implements PostriderService {
        public static void main(String[] args) {
            ServiceMain.run(
                    new Demo(OLD, args[0]),
                    List.of(args).subList(1, args.length).toArray(String[]::new));
        }

        @Override
        public String name() {
            return "demo-service";
        }

        @Override
        public Groundwork groundwork() {
            return new Groundwork(
                    List.of(new TopicSpec(topic, Optional.empty(), true)), List.of(new SchemaSpec("demo", migrations)));
        }

        @Override
        public Future<RunningService> start(ServiceContext context) {
            return Checks.run(context.vertx(), context.health(), groundwork(), context.settings())
                    .map(v -> Future::succeededFuture);
        }
    }

    /** What a service does with its groundwork at its start. */
    private static final class Checks {
        private Checks() {}

        static Future<Void> run(Vertx vertx, Health health, Groundwork groundwork, Settings settings) {
            KafkaSettings kafka = KafkaSettings.from(settings.section("kafka"));
            PostgresSettings postgres = PostgresSettings.from(settings.section("postgres"));
            settings.check();
            return groundwork
                    .topicsAtStart(vertx, health, kafka)
                    .compose(v -> groundwork.schemasAtStart(vertx, health, postgres, Duration.ofSeconds(15)));
        }
    }

    private void prepare(String migrations) {
        await(new Demo(migrations, topic).groundwork().make(vertx, Configuration.of(hocon)));
    }

    private void start(String migrations, String more) {
        await(Checks.run(
                vertx, new Health(), new Demo(migrations, topic).groundwork(), Configuration.of(hocon + more)));
    }

    private String refusal(String migrations, String more) {
        CompletionException e = assertThrows(CompletionException.class, () -> start(migrations, more));
        return String.valueOf(assertInstanceOf(NotPreparedException.class, Objects.requireNonNull(e.getCause()))
                .getMessage());
    }

    @Test
    void aStartTellsWhatPrepareHasYetToMake() throws Exception {
        assertEquals(
                "Kafka lacks " + topic
                        + ", and kafka.create-topics = off: run the service with the argument prepare, or create them otherwise",
                refusal(OLD, ""));
        assertEquals(
                "schema demo is not there, migrations are missing (1), and postgres.migrate = off: run the service with the argument"
                        + " prepare",
                refusal(OLD, "kafka.create-topics = on"));
        try (Connection connection =
                        DriverManager.getConnection(database.jdbcUrl(), database.user(), database.password());
                var rows = connection
                        .createStatement()
                        .executeQuery("SELECT count(*) FROM pg_namespace WHERE nspname = 'demo'")) {
            assertTrue(rows.next());
            assertEquals(0, rows.getInt(1), "a check makes nothing");
        }
    }

    @Test
    void prepareMayRunTwiceAtOnceAndAgainAndForALaterVersion() throws Exception {
        Groundwork groundwork = new Demo(OLD, topic).groundwork();
        await(Future.all(
                groundwork.make(vertx, Configuration.of(hocon)), groundwork.make(vertx, Configuration.of(hocon))));
        try (Admin admin =
                Admin.create(Map.of("bootstrap.servers", KafkaFixture.shared().bootstrapServers()))) {
            Map<String, TopicDescription> described =
                    admin.describeTopics(List.of(topic)).allTopicNames().get(30, TimeUnit.SECONDS);
            assertEquals(
                    3, Objects.requireNonNull(described.get(topic)).partitions().size());
        }
        prepare(OLD);
        start(OLD, "");

        assertEquals(
                "schema demo is of version 1, migrations are missing (1), and postgres.migrate = off: run the service with the"
                        + " argument prepare",
                refusal(NEW, ""));
        prepare(NEW);
        start(NEW, "");
        start(OLD, "");
    }

    @Test
    void aServiceThatCannotAskStartsAllTheSame() {
        start(OLD, "kafka.bootstrap-servers = \"127.0.0.1:1\", postgres.port = 1");
    }

    @Test
    void asAProcessItSaysInOneLineWhatIsMissingAndPrepareEndsWithZero() throws Exception {
        Ended refused = run();
        assertEquals(1, refused.status(), refused::toString);
        assertEquals(
                "demo-service cannot start: Kafka lacks " + topic
                        + ", and kafka.create-topics = off: run the service with the argument prepare, or create them otherwise\n",
                refused.errors(),
                refused::toString);
        Ended prepared = run("prepare");
        assertEquals(0, prepared.status(), prepared::toString);
        assertTrue(prepared.output().contains("\"prepared\""), prepared::toString);
        start(OLD, "");
    }

    /** What a process said, and how it ended. */
    private record Ended(int status, String output, String errors) {}

    private Ended run(String... arguments) throws IOException, InterruptedException {
        String classPath = Optional.ofNullable(System.getProperty("surefire.test.class.path"))
                .orElseGet(() -> System.getProperty("java.class.path"));
        Path config = directory.resolve("service.conf");
        Files.writeString(config, hocon);
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx160m",
                "-XX:TieredStopAtLevel=1",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                classPath,
                Demo.class.getName(),
                topic));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().put("POSTRIDER_CONFIG", config.toString());
        Process process = builder.start();
        try {
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            String errors = new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
            assertTrue(process.waitFor(60, TimeUnit.SECONDS), "still running");
            return new Ended(process.exitValue(), output, errors);
        } finally {
            process.destroyForcibly();
        }
    }
}
