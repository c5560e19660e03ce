package dev.postrider.smtp.ingress;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.postrider.contracts.AcceptedMessage;
import dev.postrider.contracts.DirectoryGrpcService;
import dev.postrider.contracts.LifecycleEvent;
import dev.postrider.contracts.Topics;
import dev.postrider.servicekit.ServiceContext;
import dev.postrider.servicekit.config.Configuration;
import dev.postrider.servicekit.config.ConfigurationException;
import dev.postrider.servicekit.grpc.GrpcServerShell;
import dev.postrider.servicekit.health.Health;
import dev.postrider.servicekit.net.SelfSigned;
import dev.postrider.testkit.TestVertx;
import dev.postrider.testkit.dialogue.SocketPeer;
import dev.postrider.testkit.fixture.KafkaFixture;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** The whole service: sockets in front, a Kafka, a blob directory and a directory over gRPC behind it. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SmtpIngressTest {
    private static final Duration ANSWER = Duration.ofSeconds(20);

    private final Vertx vertx = TestVertx.start();
    private final SmtpIngress ingress = new SmtpIngress();
    private KafkaFixture kafka;
    private GrpcServerShell directory;
    private Path blobs;
    private StartedIngress service;

    @BeforeAll
    void start(@TempDir Path temporary) throws IOException {
        kafka = KafkaFixture.shared();
        directory = await(
                GrpcServerShell.start(vertx, "127.0.0.1", 0, 1, List.of(DirectoryGrpcService.of(new DirectoryStub()))));
        SelfSigned.PemFiles tls = SelfSigned.ensure(temporary.resolve("tls"), List.of("localhost"), Instant.now());
        blobs = temporary.resolve("blobs");
        String settings =
                """
                kafka.bootstrap-servers = "%s"
                clients.mailbox-service = "127.0.0.1:%d"
                blobs.directory = "%s"
                tls { certificate = "%s", key = "%s" }
                smtp-ingress {
                  hostname = mx.example.org
                  listeners { mx { host = "127.0.0.1", port = 0 }, submission { host = "127.0.0.1", port = 0 }
                              submissions { host = "127.0.0.1", port = 0 }, lmtp { enabled = on, port = 0 } }
                }
                """.formatted(kafka.bootstrapServers(), directory.port(), blobs, tls.certificate(), tls.key());
        service = await(ingress.launch(context(settings)));
    }

    @AfterAll
    void stop() {
        await(service.drain());
        await(directory.drain(Duration.ofSeconds(5)));
        await(vertx.close());
    }

    private ServiceContext context(String settings) {
        return new ServiceContext(vertx, Configuration.of(settings), new SimpleMeterRegistry(), new Health());
    }

    private static <T> T await(Future<T> future) {
        try {
            return future.toCompletionStage().toCompletableFuture().get(60, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new AssertionError("did not complete", e);
        }
    }

    @Test
    void aMessageIsOnKafkaBeforeItIsAccepted() throws IOException {
        SocketPeer client = greeted("mx");
        say(client, "MAIL FROM:<sender@remote.example>", "250 2.1.0");
        say(client, "RCPT TO:<alice@example.org>", "250 2.1.5");
        say(client, "RCPT TO:<nobody@example.org>", "550 5.1.1");
        say(client, "RCPT TO:<x@remote.example>", "550 5.7.1");
        say(client, "DATA", "354");
        String queueId =
                say(client, "Subject: x\r\n\r\n..dot\r\n.", "250 2.0.0 ").substring(10);
        say(client, "QUIT", "221");

        ConsumerRecord<byte[], byte[]> record = recordOf(Topics.ACCEPTED, queueId);
        AcceptedMessage message = AcceptedMessage.parseFrom(record.value());
        assertEquals(
                "Subject: x\r\n\r\n.dot\r\n", message.getContent().getInline().toStringUtf8());
        assertEquals(20, message.getContent().getSizeOctets());
        assertEquals("sender@remote.example", message.getReversePath().getAddress());
        assertEquals(1, message.getRecipientsCount());
        assertEquals(1, message.getRecipients(0).getTargets(0).getLocal().getAccountId());
        assertEquals("ESMTP", message.getSession().getProtocol());
        assertTrue(message.getContent().getTraceHeader().toStringUtf8().contains("id " + queueId));
        assertEquals(
                queueId,
                new String(record.headers().lastHeader(Topics.HEADER_QUEUE_ID).value(), StandardCharsets.US_ASCII));
        assertFalse(
                record.headers().headers(Topics.HEADER_TRACEPARENT).iterator().hasNext(),
                "nothing of traces where there are none");

        LifecycleEvent event =
                LifecycleEvent.parseFrom(recordOf(Topics.EVENTS, queueId).value());
        assertEquals(LifecycleEvent.Kind.ACCEPTED, event.getKind());
    }

    @Test
    void aLargeBodyIsInTheBlobStore() throws Exception {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        body.writeBytes("Subject: large\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        for (int i = 0; i < 40_000; i++) {
            body.writeBytes(
                    ("line " + i + " of a message that does not fit a record\r\n").getBytes(StandardCharsets.US_ASCII));
        }
        SocketPeer client = greeted("mx");
        say(client, "MAIL FROM:<sender@remote.example> SIZE=" + body.size(), "250 2.1.0");
        say(client, "RCPT TO:<alice@example.org>", "250 2.1.5");
        say(client, "DATA", "354");
        client.send(body.toByteArray());
        String queueId = say(client, ".", "250 2.0.0 ").substring(10);

        AcceptedMessage message =
                AcceptedMessage.parseFrom(recordOf(Topics.ACCEPTED, queueId).value());
        assertEquals("mail/" + queueId, message.getContent().getBlobKey());
        assertEquals(body.size(), message.getContent().getSizeOctets());
        assertArrayEquals(
                MessageDigest.getInstance("SHA-256").digest(body.toByteArray()),
                message.getContent().getSha256().toByteArray());
        try (var files = Files.walk(blobs)) {
            Path blob = files.filter(file -> file.endsWith(queueId)).findFirst().orElseThrow();
            assertArrayEquals(body.toByteArray(), Files.readAllBytes(blob));
        }
    }

    @Test
    void aUserSubmitsToAnybody() throws IOException {
        SocketPeer client = greeted("submission");
        say(client, "STARTTLS", "220");
        client.startTls();
        sayEhlo(client);
        String plain =
                Base64.getEncoder().encodeToString("\0alice@example.org\0secret".getBytes(StandardCharsets.US_ASCII));
        say(client, "AUTH PLAIN " + plain, "235");
        say(client, "MAIL FROM:<alice@example.org>", "250");
        say(client, "RCPT TO:<friend@remote.example>", "250");
        say(client, "DATA", "354");
        String queueId = say(client, "Subject: x\r\n\r\nhi\r\n.", "250 2.0.0 ").substring(10);
        AcceptedMessage message =
                AcceptedMessage.parseFrom(recordOf(Topics.ACCEPTED, queueId).value());
        assertEquals(
                "friend@remote.example", message.getRecipients(0).getTargets(0).getRemoteAddress());
        assertEquals("ESMTPSA", message.getSession().getProtocol());
        assertEquals(1, message.getSession().getAuthenticatedAccountId());
        assertTrue(message.getContent().getTraceHeader().toStringUtf8().contains("\r\nMessage-ID: <" + queueId));
    }

    @Test
    void everyMistakeOfTheConfigurationIsToldAtOnce() {
        ConfigurationException mistakes = assertThrows(ConfigurationException.class, () -> ingress.start(context("""
                        smtp-ingress {
                          hostname = "not a name"
                          listeners.mx.port = 70000
                          listeners.submission.purpose = relay
                          limits { inline-max = 1 MiB, errors = 0 }
                          listeners.submissions { limits { recipients = 1, receivd-hops = 20 }, timeouts.idle = long }
                          connections.unlimited-addresses = ["everybody"]
                          listeners.mx { proxy-protocol = on, proxy-protocol-from = ["192.0.2.0/24", "0.0.0.0/0"] }
                          listeners.submission { proxy-protocol = on, client-certificates = request }
                          connections.stress-until = 99
                          timeouts.idle = soon
                        }
                        """)));
        for (String path : List.of(
                "hostname",
                "listeners.mx.port",
                "listeners.submission.purpose",
                "limits.inline-max",
                "limits.errors",
                "listeners.submissions.limits.recipients",
                "listeners.submissions.limits.receivd-hops",
                "listeners.submissions.timeouts.idle",
                "connections.unlimited-addresses",
                "listeners.mx.proxy-protocol-from",
                "listeners.submission.proxy-protocol-from",
                "connections.stress-until",
                "timeouts.idle")) {
            assertTrue(
                    mistakes.problems().stream()
                            .anyMatch(problem -> problem.describe().contains("smtp-ingress." + path)),
                    path + " is not among " + mistakes.problems());
        }
    }

    @Test
    void noKafkaMeans451() throws IOException {
        StartedIngress orphan = await(ingress.launch(context("""
                kafka { bootstrap-servers = "127.0.0.1:1", delivery-timeout = 1s }
                clients.mailbox-service = "127.0.0.1:%d"
                smtp-ingress {
                  hostname = mx.example.org
                  listeners { mx { host = "127.0.0.1", port = 0 }, submission.enabled = off, submissions.enabled = off }
                }
                """.formatted(directory.port()))));
        try {
            SocketPeer client = SocketPeer.connect("127.0.0.1", orphan.port("mx"), ANSWER);
            greet(client);
            say(client, "MAIL FROM:<sender@remote.example>", "250");
            say(client, "RCPT TO:<alice@example.org>", "250");
            say(client, "DATA", "354");
            say(client, "x\r\n.", "451 4.3.0");
            say(client, "QUIT", "221");
        } finally {
            await(orphan.drain());
        }
    }

    private SocketPeer greeted(String listener) throws IOException {
        SocketPeer client = SocketPeer.connect("127.0.0.1", service.port(listener), ANSWER);
        greet(client);
        return client;
    }

    private static void greet(SocketPeer client) {
        assertTrue(line(client).startsWith("220 mx.example.org ESMTP"));
        sayEhlo(client);
    }

    private static void sayEhlo(SocketPeer client) {
        client.send("EHLO client.example\r\n".getBytes(StandardCharsets.US_ASCII));
        String line = line(client);
        while (line.startsWith("250-")) {
            line = line(client);
        }
        assertTrue(line.startsWith("250 "), line);
    }

    private static String say(SocketPeer client, String text, String expected) {
        client.send((text + "\r\n").getBytes(StandardCharsets.US_ASCII));
        String answer = line(client);
        assertTrue(answer.startsWith(expected), text + " was answered by " + answer);
        return answer;
    }

    private static String line(SocketPeer client) {
        return new String(client.readLine().orElseThrow(), StandardCharsets.US_ASCII);
    }

    private ConsumerRecord<byte[], byte[]> recordOf(String topic, String queueId) {
        Map<String, Object> properties =
                Map.of("bootstrap.servers", kafka.bootstrapServers(), "auto.offset.reset", "earliest");
        try (KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            List<TopicPartition> partitions = new ArrayList<>();
            consumer.partitionsFor(topic)
                    .forEach(partition -> partitions.add(new TopicPartition(topic, partition.partition())));
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            long deadline = System.nanoTime() + ANSWER.toNanos();
            while (System.nanoTime() < deadline) {
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(200))) {
                    if (queueId.equals(new String(record.key(), StandardCharsets.US_ASCII))) {
                        return record;
                    }
                }
            }
        }
        throw new AssertionError("no record of " + queueId + " on " + topic);
    }
}
