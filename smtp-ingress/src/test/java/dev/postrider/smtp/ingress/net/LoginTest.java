package dev.postrider.smtp.ingress.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.postrider.sasl.SaslMechanism;
import dev.postrider.sasl.SaslTerms;
import dev.postrider.servicekit.net.SelfSigned;
import dev.postrider.servicekit.net.TlsIdentity;
import dev.postrider.servicekit.net.listener.ConnectionLimits;
import dev.postrider.servicekit.net.listener.ListenerTls;
import dev.postrider.servicekit.net.listener.Listeners;
import dev.postrider.smtp.ingress.policy.AuthenticationRules;
import dev.postrider.smtp.ingress.policy.Limits;
import dev.postrider.testkit.ScramClient;
import dev.postrider.testkit.TestVertx;
import dev.postrider.testkit.dialogue.TrustingTls;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Vertx;
import jakarta.mail.AuthenticationFailedException;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.Transport;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.SSLKeyException;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Logins for which a dialogue is not enough: they depend on the TLS connection, or are those of a client that this project did not write. */
@TestInstance(TestInstance.Lifecycle.PER_METHOD)
class LoginTest {
    private final Vertx vertx = TestVertx.start();
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final World world = new World(
            "submission",
            Limits.DEFAULTS,
            new AuthenticationRules(EnumSet.allOf(SaslMechanism.class), 3, Duration.ZERO, SaslTerms.INVALID_TOKEN));
    private int port;
    private Optional<AutoCloseable> running = Optional.empty();

    @BeforeEach
    void start(@TempDir Path directory) throws IOException {
        SelfSigned.PemFiles files = SelfSigned.ensure(directory, List.of("localhost"), Instant.now());
        TlsIdentity identity = SocketHarness.await(TlsIdentity.load(vertx, files.certificate(), files.key()));
        Listeners listeners = SocketHarness.await(Listeners.start(
                vertx,
                List.of(SocketHarness.spec(
                        world,
                        1,
                        Optional.of(ListenerTls.of(identity.keyCertOptions(), false)),
                        Duration.ofMillis(1),
                        meters)),
                new ConnectionLimits(100, 100, List.of())));
        port = listeners.port("submission");
        running = Optional.of(() -> {
            SocketHarness.await(listeners.drain(10_000));
            identity.close();
        });
    }

    @AfterEach
    void stop() throws Exception {
        running.orElseThrow().close();
        SocketHarness.await(vertx.close());
    }

    @Test
    void aLoginBoundToItsConnection() throws IOException {
        try (Client client = new Client("TLSv1.3")) {
            assertTrue(client.capabilities().contains("AUTH SCRAM-SHA-256-PLUS SCRAM-SHA-256 "), client.capabilities());
            ScramClient scram = ScramClient.bound("user", "pencil", "fyko+d2lbbFgONRv9qkxdawL", client.exported());
            String first = client.exchange("AUTH SCRAM-SHA-256-PLUS " + encoded(scram.first()));
            assertTrue(first.startsWith("334 "), first);
            String last = client.exchange(encoded(scram.last(decoded(first))));
            assertTrue(last.startsWith("334 "), last);
            assertTrue(scram.accepts(decoded(last)), last);
            assertEquals("235 2.7.0 Authentication succeeded", client.exchange(""));
        }
        assertEquals(1, attempts("scram_sha_256_plus", "passed"));
    }

    @Test
    void aLoginBoundToAnotherConnectionFails() throws IOException {
        try (Client client = new Client("TLSv1.3");
                Client inBetween = new Client("TLSv1.3")) {
            ScramClient scram = ScramClient.bound("user", "pencil", "nonce", client.exported());
            String first = inBetween.exchange("AUTH SCRAM-SHA-256-PLUS " + encoded(scram.first()));
            assertEquals("535 5.7.8 Channel binding failed", inBetween.exchange(encoded(scram.last(decoded(first)))));
        }
        assertEquals(1, attempts("scram_sha_256_plus", "channel_binding"));
    }

    /** RFC 9266 s4.2. */
    @Test
    void withoutTls13NothingIsBound() throws IOException {
        try (Client client = new Client("TLSv1.2")) {
            assertTrue(client.capabilities().contains("AUTH SCRAM-SHA-256 OAUTHBEARER"), client.capabilities());
            assertFalse(client.capabilities().contains("PLUS"), client.capabilities());
            assertTrue(client.exchange("AUTH SCRAM-SHA-256-PLUS").startsWith("504 "));
        }
    }

    @Test
    void angusMailLogsInWithATokenOrAPassword() throws MessagingException {
        logIn("XOAUTH2", "good.token");
        logIn("LOGIN", "secret");
        logIn("PLAIN", "secret");
        assertEquals(1, attempts("xoauth2", "passed"));
        assertThrows(AuthenticationFailedException.class, () -> logIn("XOAUTH2", "bad.token"));
        assertThrows(AuthenticationFailedException.class, () -> logIn("PLAIN", "wrong"));
        assertEquals(1, attempts("xoauth2", "invalid"));
        assertEquals(1, attempts("plain", "invalid"));
    }

    private double attempts(String mechanism, String result) {
        return meters.get("postrider.auth.attempts")
                .tags("protocol", "smtp", "mechanism", mechanism, "result", result)
                .counter()
                .count();
    }

    private void logIn(String mechanism, String secret) throws MessagingException {
        Properties properties = new Properties();
        properties.setProperty("mail.smtp.auth", "true");
        properties.setProperty("mail.smtp.auth.mechanisms", mechanism);
        properties.setProperty("mail.smtp.starttls.required", "true");
        properties.setProperty("mail.smtp.ssl.trust", "*");
        properties.setProperty("mail.smtp.ssl.checkserveridentity", "false");
        properties.setProperty("mail.smtp.timeout", "20000");
        try (Transport transport = Session.getInstance(properties).getTransport("smtp")) {
            transport.connect("127.0.0.1", port, "alice@example.org", secret);
        }
    }

    private static String encoded(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    private static String decoded(String reply) {
        return new String(Base64.getDecoder().decode(reply.substring("334 ".length())), StandardCharsets.UTF_8);
    }

    /** After EHLO, STARTTLS and EHLO. */
    private final class Client implements AutoCloseable {
        private final SSLSocket socket;
        private final BufferedReader in;
        private final String capabilities;

        private Client(String protocol) throws IOException {
            Socket plain = new Socket(InetAddress.getLoopbackAddress(), port);
            plain.setSoTimeout(20_000);
            BufferedReader first = reader(plain);
            reply(first);
            say(plain, "EHLO client.example");
            reply(first);
            say(plain, "STARTTLS");
            reply(first);
            socket = (SSLSocket) TrustingTls.context().getSocketFactory().createSocket(plain, "localhost", port, true);
            socket.setEnabledProtocols(new String[] {protocol});
            socket.startHandshake();
            in = reader(socket);
            capabilities = exchange("EHLO client.example");
        }

        private String capabilities() {
            return capabilities;
        }

        private byte[] exported() throws SSLKeyException {
            return ((ExtendedSSLSession) socket.getSession())
                    .exportKeyingMaterialData("EXPORTER-Channel-Binding", new byte[0], 32);
        }

        private String exchange(String line) throws IOException {
            say(socket, line);
            return reply(in);
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }

        private static void say(Socket to, String line) throws IOException {
            to.getOutputStream().write((line + "\r\n").getBytes(StandardCharsets.US_ASCII));
            to.getOutputStream().flush();
        }

        private static BufferedReader reader(Socket socket) throws IOException {
            return new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
        }

        /** Its lines, joined by spaces. */
        private static String reply(BufferedReader in) throws IOException {
            StringBuilder all = new StringBuilder();
            String line = String.valueOf(in.readLine());
            while (line.length() > 3 && line.charAt(3) == '-') {
                all.append(line.substring(4)).append(' ');
                line = String.valueOf(in.readLine());
            }
            return all.append(all.isEmpty() ? line : line.substring(4) + " ").toString();
        }
    }
}
