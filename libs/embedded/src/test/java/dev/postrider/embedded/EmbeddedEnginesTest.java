package dev.postrider.embedded;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class EmbeddedEnginesTest {
    @TempDir
    Path directory;

    @Test
    void theBrokerKeepsItsRecordsAndItsAddressOverARestart() throws Exception {
        String address;
        try (EmbeddedKafka kafka = EmbeddedKafka.start(directory)) {
            address = kafka.bootstrapServers();
            Map<String, Object> client = Map.of("bootstrap.servers", address);
            try (Admin admin = Admin.create(client)) {
                admin.createTopics(List.of(new NewTopic("kept", 1, (short) 1).configs(Map.of("flush.messages", "1"))))
                        .all()
                        .get(30, TimeUnit.SECONDS);
            }
            try (KafkaProducer<byte[], byte[]> producer =
                    new KafkaProducer<>(client, new ByteArraySerializer(), new ByteArraySerializer())) {
                producer.send(new ProducerRecord<>("kept", "value".getBytes(StandardCharsets.UTF_8)))
                        .get(30, TimeUnit.SECONDS);
            }
        }
        try (EmbeddedKafka kafka = EmbeddedKafka.start(directory)) {
            assertEquals(address, kafka.bootstrapServers());
            try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(
                    Map.of("bootstrap.servers", address), new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
                consumer.assign(List.of(new TopicPartition("kept", 0)));
                consumer.seekToBeginning(consumer.assignment());
                ConsumerRecords<byte[], byte[]> records = consumer.poll(Duration.ofSeconds(30));
                assertEquals(1, records.count());
            }
        }
    }

    @Test
    void thePostgresOfAKilledProcessIsReplacedAndItsDataKept() throws Exception {
        String[] orphan = OrphanedPostgres.make(directory, "secret1").split(" ", 2);
        long pid = Long.parseLong(orphan[0]);
        assertTrue(ProcessHandle.of(pid).map(ProcessHandle::isAlive).orElse(false), "the orphan should live on");
        try (LocalPostgres second = LocalPostgres.start(directory, "secret1")) {
            assertNotEquals(pid, second.pid());
            assertTrue(hasEnded(pid), "the orphan should be gone");
            assertEquals(Integer.parseInt(orphan[1]), second.port());
            try (Connection connection = connect(second, "secret1");
                    var rows = connection.createStatement().executeQuery("SELECT answer FROM kept")) {
                assertTrue(rows.next());
                assertEquals(42, rows.getInt(1));
            }
            try (Connection connection = connect(second, "secret1");
                    var rows = connection.createStatement().executeQuery("SHOW fsync")) {
                assertTrue(rows.next());
                assertEquals("on", rows.getString(1));
            }
        }
    }

    /** Gone, or at least nothing but an entry that nobody has collected: who does that is the machine's affair. */
    private static boolean hasEnded(long pid) throws IOException {
        Path status = Path.of("/proc", Long.toString(pid), "status");
        try {
            return Files.readString(status).contains("\nState:\tZ");
        } catch (NoSuchFileException e) {
            return true;
        }
    }

    private static void kill(long pid) throws IOException {
        assertTrue(ProcessHandle.of(pid).orElseThrow().destroyForcibly());
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (!hasEnded(pid)) {
            assertTrue(System.nanoTime() < end, "it does not end");
            Thread.onSpinWait();
        }
    }

    @Test
    void aKilledPostgresStartsAgainOnItsPortWithItsData() throws Exception {
        try (LocalPostgres postgres = LocalPostgres.start(directory, "secret1")) {
            int port = postgres.port();
            long pid = postgres.pid();
            try (Connection connection = connect(postgres, "secret1")) {
                connection.createStatement().execute("CREATE TABLE kept AS SELECT 42 AS answer");
                kill(pid);
                assertFalse(postgres.isRunning());
                assertThrows(IOException.class, postgres::pid);
                // The backend of the connection may not have noticed yet.
                postgres.restart();
            }
            assertTrue(postgres.isRunning());
            assertNotEquals(pid, postgres.pid());
            assertEquals(port, postgres.port());
            try (Connection connection = connect(postgres, "secret1");
                    var rows = connection.createStatement().executeQuery("SELECT answer FROM kept")) {
                assertTrue(rows.next());
            }
        }
    }

    @Test
    void itsPortIsWaitedForRatherThanLeft() throws Exception {
        try (LocalPostgres postgres = LocalPostgres.start(directory, "secret1")) {
            kill(postgres.pid());
            try (ServerSocket _ = new ServerSocket(postgres.port(), 1, InetAddress.getLoopbackAddress())) {
                assertThrows(IOException.class, postgres::restart);
            }
            postgres.restart();
            connect(postgres, "secret1").close();
        }
    }

    @Test
    void aPidFileThatNamesSomebodyElseIsNoObstacle() throws Exception {
        LocalPostgres.start(directory, "secret1").close();
        Path pidFile = directory.resolve("data/postmaster.pid");
        assertFalse(Files.exists(pidFile), "it was stopped in good order");
        Files.writeString(pidFile, "1\n" + directory.resolve("data") + "\n");
        try (LocalPostgres postgres = LocalPostgres.start(directory, "secret1")) {
            connect(postgres, "secret1").close();
        }
    }

    @Test
    void nobodyConnectsWithoutThePassword() throws Exception {
        try (LocalPostgres postgres = LocalPostgres.start(directory, "secret1")) {
            assertThrows(SQLException.class, () -> connect(postgres, "wrong").close());
        }
    }

    @Test
    void aFirstStartThatWasCutShortIsRepeated() throws Exception {
        Path postgres = directory.resolve("cut");
        Files.createDirectories(postgres.resolve("data/base"));
        Files.writeString(postgres.resolve("data/PG_VERSION"), "18\n");
        Files.writeString(postgres.resolve("first-start"), "secret1\n");
        try (LocalPostgres server = LocalPostgres.start(postgres, "secret1");
                Connection connection = connect(server, "secret1")) {
            assertTrue(connection.isValid(5));
            assertFalse(Files.exists(postgres.resolve("first-start")), "it holds the password");
        }
    }

    @Test
    void aPortThatSomebodyElseHasTakenIsGivenUp() throws Exception {
        Path file = directory.resolve("port");
        int kept = KeptPort.in(file);
        assertEquals(kept, KeptPort.in(file));
        try (ServerSocket taken = new ServerSocket(kept, 1, InetAddress.getLoopbackAddress())) {
            assertNotEquals(taken.getLocalPort(), KeptPort.in(file));
        }
    }

    static Connection connect(LocalPostgres postgres, String password) throws SQLException {
        return DriverManager.getConnection(
                "jdbc:postgresql://" + postgres.host() + ":" + postgres.port() + "/" + postgres.database(),
                postgres.user(),
                password);
    }
}
