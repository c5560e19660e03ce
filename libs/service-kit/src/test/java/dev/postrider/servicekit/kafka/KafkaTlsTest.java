package dev.postrider.servicekit.kafka;

import static dev.postrider.testkit.TestVertx.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.postrider.embedded.EmbeddedKafka;
import dev.postrider.servicekit.config.Configuration;
import dev.postrider.servicekit.config.Settings;
import dev.postrider.testkit.TestAuthority;
import dev.postrider.testkit.TestVertx;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.errors.SslAuthenticationException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A broker that talks by TLS only, and only with those who show a certificate; always the embedded one. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(120)
final class KafkaTlsTest {
    private static final String TOPIC = "over-tls";

    @AutoClose
    private final TestVertx running = new TestVertx();

    private final Vertx vertx = running.vertx();
    private final TestAuthority ours = TestAuthority.named("ours");
    private final TestAuthority other = TestAuthority.named("other");

    @TempDir
    private static Path directory = Path.of("");

    private Optional<EmbeddedKafka> broker = Optional.empty();

    @BeforeAll
    void start() throws IOException {
        TestAuthority.Pem pem = ours.issue(directory.resolve("broker-tls"), "127.0.0.1");
        broker = Optional.of(EmbeddedKafka.start(
                directory.resolve("broker"),
                Map.of(
                        "listener.security.protocol.map",
                        "PLAINTEXT:SSL,CONTROLLER:PLAINTEXT",
                        "ssl.client.auth",
                        "required",
                        "ssl.keystore.type",
                        "PEM",
                        "ssl.keystore.key",
                        Files.readString(pem.key()),
                        "ssl.keystore.certificate.chain",
                        Files.readString(pem.certificate()),
                        "ssl.truststore.type",
                        "PEM",
                        "ssl.truststore.certificates",
                        Files.readString(pem.authorities()))));
    }

    @AfterAll
    void stop() {
        broker.ifPresent(EmbeddedKafka::close);
    }

    /** At the same address; whoever was connected must connect anew. */
    private void restart() throws IOException {
        String before = servers();
        broker.ifPresent(EmbeddedKafka::close);
        start();
        assertEquals(before, servers());
    }

    private String servers() {
        return broker.map(EmbeddedKafka::bootstrapServers).orElseThrow();
    }

    private static KafkaSettings settings(String servers, String tls) {
        Settings settings = Configuration.of(
                "kafka { bootstrap-servers = \"" + servers + "\", partitions = 1, tls { enabled = on, " + tls + " } }");
        KafkaSettings kafka = KafkaSettings.from(settings.section("kafka"));
        settings.check();
        return kafka;
    }

    private static String showing(TestAuthority.Pem pem) {
        return "certificate = \"" + pem.certificate() + "\", key = \"" + pem.key() + "\", ";
    }

    private static String believing(TestAuthority.Pem pem) {
        return "authorities = \"" + pem.authorities() + "\"";
    }

    private static void ask(Admin admin) throws Exception {
        try {
            admin.listTopics().names().get(30, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof Exception cause ? cause : e;
        }
    }

    private static void assertRefused(KafkaSettings kafka) {
        try (Admin admin = Admin.create(kafka.client(Map.of()))) {
            assertThrows(SslAuthenticationException.class, () -> ask(admin));
        }
    }

    @Test
    void recordsTravelOverTls() {
        TestAuthority.Pem client = ours.issue(directory.resolve("client"), "smtp-ingress");
        KafkaSettings kafka = settings(servers(), showing(client) + believing(client));
        await(TopicSetup.ensure(vertx, kafka, List.of(new TopicSpec(TOPIC, Optional.empty(), true))));
        RecordProducer producer = RecordProducer.start(vertx, kafka, new SimpleMeterRegistry());
        byte[] octets = "x".getBytes(StandardCharsets.UTF_8);
        assertEquals(0, await(producer.send(TOPIC, octets, octets, Map.of())).partition());
        await(producer.close());
    }

    @Test
    void whoIsNotKnownIsRefusedAndSoIsABrokerThatIsNot() {
        TestAuthority.Pem client = ours.issue(directory.resolve("known"), "smtp-ingress");
        TestAuthority.Pem stranger = other.issue(directory.resolve("stranger"), "smtp-ingress");
        assertRefused(settings(servers(), believing(client)));
        assertRefused(settings(servers(), showing(stranger) + believing(client)));
        assertRefused(settings(servers(), showing(client) + believing(stranger)));
        // The broker's certificate is for its address.
        assertRefused(settings(servers().replace("127.0.0.1", "localhost"), showing(client) + believing(client)));
    }

    @Test
    void renewedFilesServeTheNextConnectionOfARunningClient() throws Exception {
        Path files = directory.resolve("renewed");
        TestAuthority.Pem client = ours.issue(files, "smtp-ingress");
        KafkaSettings kafka = settings(servers(), showing(client) + believing(client));
        try (Admin admin = Admin.create(kafka.client(Map.of()))) {
            ask(admin);
            other.issue(files, "smtp-ingress");
            restart();
            assertThrows(SslAuthenticationException.class, () -> ask(admin));
            ours.issue(files, "smtp-ingress");
            ask(admin);
        }
    }

    @Test
    void aSecretAmongThePropertiesMayStandInAFileAndIsNotShown() throws IOException {
        Path secret = directory.resolve("jaas");
        Files.writeString(secret, "ScramLoginModule required password=\"marker\";\n");
        Settings settings = Configuration.of("kafka { tls.enabled = on, properties { sasl.mechanism = SCRAM-SHA-512,"
                + " sasl.jaas.config = \"file:" + secret + "\" } }");
        KafkaSettings kafka = KafkaSettings.from(settings.section("kafka"));
        settings.check();
        Map<String, Object> client = kafka.client(Map.of());
        assertEquals("ScramLoginModule required password=\"marker\";", client.get("sasl.jaas.config"));
        assertEquals("SASL_SSL", client.get("security.protocol"));
        assertFalse(kafka.toString().contains("marker"));
        assertTrue(kafka.toString().contains("sasl.jaas.config"));
    }
}
