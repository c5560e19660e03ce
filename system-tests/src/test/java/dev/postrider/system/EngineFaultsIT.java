package dev.postrider.system;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.postrider.embedded.EmbeddedKafka;
import dev.postrider.embedded.LocalPostgres;
import dev.postrider.testkit.fixture.PostgresFixture;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * I9 and I10: while Kafka or PostgreSQL is away nothing is promised that cannot be kept and nothing passing is refused for good; when it is back, everything
 * goes on by itself. The engines are embedded whatever the fixtures are, since this test stops and starts them.
 */
final class EngineFaultsIT {
    private static final String PASSWORD = "faults-password";
    private static final String ENGINE_PASSWORD = "engines";
    private static final String SENDER = "someone@elsewhere.test";
    private static final Duration ANSWER_LIMIT = Duration.ofSeconds(30);
    private static final Duration RECOVERY_LIMIT = Duration.ofSeconds(60);

    @TempDir
    Path directory = Path.of("");

    @Test
    void whatIsAwayHoldsMailUpAndLosesNone() throws Exception {
        EmbeddedKafka kafka = EmbeddedKafka.start(directory.resolve("kafka"));
        LocalPostgres postgres = LocalPostgres.start(directory.resolve("postgres"), ENGINE_PASSWORD);
        try (PostriderCluster cluster =
                PostriderCluster.start(kafka.bootstrapServers(), PostgresFixture.Database.of(postgres))) {
            String recipient = cluster.account("faults", PASSWORD);
            assertEquals(250, send(cluster, recipient, "before"));
            awaitArrival(cluster, recipient, "before");

            kafka.close();
            long begin = System.nanoTime();
            assertEquals(451, send(cluster, recipient, "no-kafka"));
            Duration answered = Duration.ofNanos(System.nanoTime() - begin);
            assertTrue(answered.compareTo(ANSWER_LIMIT) < 0, answered.toString());
            kafka = EmbeddedKafka.start(directory.resolve("kafka"));
            Waiting.until("accepting again", RECOVERY_LIMIT, () -> accepted(send(cluster, recipient, "kafka-again")));
            awaitArrival(cluster, recipient, "kafka-again");

            postgres.close();
            assertEquals(250, send(cluster, recipient, "no-postgres"), "its address was resolved before");
            assertEquals(451, send(cluster, "nobody-yet@" + PostriderCluster.DOMAIN, "unknown"), "nobody knows");
            IOException refused = assertThrows(
                    IOException.class,
                    () -> ImapReader.login(cluster.imapsPort(), recipient, PASSWORD)
                            .search("ALL"));
            assertTrue(
                    Optional.ofNullable(refused.getMessage()).orElse("").contains("UNAVAILABLE"), refused.toString());
            postgres = LocalPostgres.start(directory.resolve("postgres"), ENGINE_PASSWORD);
            awaitArrival(cluster, recipient, "no-postgres");
            cluster.verify();
        } finally {
            postgres.close();
            kafka.close();
        }
    }

    /** @return the code of the last reply */
    private static int send(PostriderCluster cluster, String recipient, String id) throws IOException {
        byte[] content = TestMessages.message(id, SENDER, recipient, 2_000, new Random(id.hashCode()));
        try (SmtpConnection connection = SmtpConnection.open(cluster.mxPort())) {
            return connection.send(SENDER, List.of(recipient), content).code();
        }
    }

    private static Optional<Integer> accepted(int code) {
        assertTrue(code < 500, "a passing fault is never answered for good: " + code);
        return code == 250 ? Optional.of(code) : Optional.empty();
    }

    private static void awaitArrival(PostriderCluster cluster, String recipient, String id) throws Exception {
        Waiting.until("arrival of " + id, RECOVERY_LIMIT, () -> {
            try (ImapReader reader = ImapReader.login(cluster.imapsPort(), recipient, PASSWORD)) {
                reader.examine();
                return reader.search("SUBJECT \"" + id + "\"").stream().findFirst();
            } catch (IOException e) {
                return Optional.empty(); // not back yet
            }
        });
    }
}
