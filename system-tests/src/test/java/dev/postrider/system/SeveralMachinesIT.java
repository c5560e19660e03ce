package dev.postrider.system;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.postrider.testkit.fixture.PostgresFixture;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code ./postrider up} on several machines that share a Kafka, a PostgreSQL and a blob store: each with a part of the services. */
final class SeveralMachinesIT {
    private static final Duration ARRIVAL = Duration.ofSeconds(30);
    private static final int SMALL = 4 << 10;
    private static final int BEYOND_A_RECORD = 300 << 10;

    @TempDir
    Path directory = Path.of("");

    @Test
    void anIngressOfItsOwnTakesMailForTheRest() throws Exception {
        Path blobs = directory.resolve("blobs");
        Map<String, String> restPorts = Launcher.freePorts();
        Map<String, String> ingressPorts = Launcher.freePorts();
        try (Engines engines = Engines.start(directory.resolve("engines"));
                Launcher rest = startRest(engines, blobs, restPorts);
                Launcher ingress = startIngress(engines, blobs, restPorts, ingressPorts)) {
            rest.awaitReady();
            ingress.awaitServices();
            String[] alice = Files.readAllLines(directory.resolve("rest/credentials"))
                    .getFirst()
                    .split(" ", -1);
            List<byte[]> sent = Stream.of(SMALL, BEYOND_A_RECORD)
                    .map(size -> TestMessages.message("size" + size, "a@there.test", alice[0], size, new Random(size)))
                    .toList();
            try (SmtpConnection mx =
                    SmtpConnection.open(port(ingressPorts, "POSTRIDER_SMTP_INGRESS_LISTENERS_MX_PORT"))) {
                for (byte[] message : sent) {
                    assertEquals(
                            250,
                            mx.send("a@there.test", List.of(alice[0]), message).code());
                }
            }
            int imaps = port(restPorts, "POSTRIDER_IMAP_GATEWAY_LISTENERS_IMAPS_PORT");
            List<byte[]> read = Waiting.until("both messages", ARRIVAL, () -> readAll(imaps, alice, sent.size()));
            for (byte[] message : sent) {
                assertTrue(
                        read.stream().anyMatch(one -> endsWith(one, message)),
                        message.length + " octets are stored as sent");
            }
        }
        try (Stream<Path> files = Files.walk(blobs)) {
            assertTrue(
                    files.anyMatch(
                            file -> Files.isRegularFile(file) && file.toFile().length() >= BEYOND_A_RECORD),
                    "the large one went through the shared store");
        }
        for (String engine : List.of("rest/kafka", "rest/postgres", "ingress/kafka", "ingress/postgres")) {
            assertFalse(Files.exists(directory.resolve(engine)), engine);
        }
    }

    private Launcher startRest(Engines engines, Path blobs, Map<String, String> ports) throws IOException {
        PostgresFixture.Database database = engines.database();
        Map<String, String> environment = new HashMap<>(ports);
        environment.put("POSTRIDER_POSTGRES_PASSWORD", database.password());
        environment.put("POSTRIDER_POSTGRES_TLS", "disable");
        return Launcher.start(
                directory.resolve("rest"),
                oneBroker(environment),
                "--only=mailbox-service,delivery-worker,imap-gateway",
                "--kafka=" + engines.bootstrapServers(),
                "--postgres=postgresql://" + database.user() + "@" + database.host() + ":" + database.port() + "/"
                        + database.database(),
                "--blobs=" + blobs);
    }

    private Launcher startIngress(Engines engines, Path blobs, Map<String, String> rest, Map<String, String> ports)
            throws IOException {
        Map<String, String> environment = new HashMap<>(ports);
        environment.put(
                "POSTRIDER_CLIENTS_MAILBOX_SERVICE", "localhost:" + rest.get("POSTRIDER_MAILBOX_SERVICE_GRPC_PORT"));
        return Launcher.start(
                directory.resolve("ingress"),
                oneBroker(environment),
                "--only=smtp-ingress",
                "--kafka=" + engines.bootstrapServers(),
                "--blobs=" + blobs);
    }

    private static Map<String, String> oneBroker(Map<String, String> environment) {
        environment.put("POSTRIDER_KAFKA_REPLICATION_FACTOR", "1");
        environment.put("POSTRIDER_KAFKA_MIN_INSYNC_REPLICAS", "1");
        return environment;
    }

    private static boolean endsWith(byte[] octets, byte[] end) {
        int from = octets.length - end.length;
        return from >= 0 && Arrays.equals(octets, from, octets.length, end, 0, end.length);
    }

    private static int port(Map<String, String> ports, String name) {
        return Integer.parseInt(ports.getOrDefault(name, ""));
    }

    private static Optional<List<byte[]>> readAll(int imapsPort, String[] account, int count) throws IOException {
        try (ImapReader reader = ImapReader.login(imapsPort, account[0], account[1])) {
            reader.examine();
            List<byte[]> messages =
                    reader.fetch("1:*").stream().map(ImapReader.Fetched::octets).toList();
            return messages.size() == count ? Optional.of(messages) : Optional.empty();
        }
    }
}
