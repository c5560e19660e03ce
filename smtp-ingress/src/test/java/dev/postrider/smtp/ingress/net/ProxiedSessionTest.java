package dev.postrider.smtp.ingress.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.postrider.servicekit.net.SelfSigned;
import dev.postrider.servicekit.net.TlsIdentity;
import dev.postrider.servicekit.net.listener.Access;
import dev.postrider.servicekit.net.listener.Cidr;
import dev.postrider.servicekit.net.listener.ConnectionLimits;
import dev.postrider.servicekit.net.listener.ListenerSpec;
import dev.postrider.servicekit.net.listener.ListenerTls;
import dev.postrider.servicekit.net.listener.Listeners;
import dev.postrider.smtp.ingress.policy.Limits;
import dev.postrider.testkit.TestVertx;
import dev.postrider.testkit.dialogue.SocketPeer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Vertx;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A session behind a proxy is the client's: in its trace header and in what is recorded of it, also after STARTTLS. */
class ProxiedSessionTest {
    private static final Duration ANSWER = Duration.ofSeconds(10);
    private static final String HEADER = "PROXY TCP6 2001:db8::7 2001:db8::1 40000 25\r\n";

    private final Vertx vertx = TestVertx.start();
    private final World world = new World("mx", Limits.DEFAULTS);
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private Optional<Listeners> started = Optional.empty();

    @AfterEach
    void stop() {
        started.ifPresent(listeners -> SocketHarness.await(listeners.drain(ANSWER.toMillis())));
        SocketHarness.await(vertx.close());
    }

    private SocketPeer connect(boolean implicitTls, String proxies, Path directory) throws Exception {
        SelfSigned.PemFiles files = SelfSigned.ensure(directory, List.of("localhost"), Instant.now());
        TlsIdentity identity = SocketHarness.await(TlsIdentity.load(vertx, files.certificate(), files.key()));
        ListenerSpec spec = new ListenerSpec(
                "mx",
                "127.0.0.1",
                0,
                3,
                Optional.of(ListenerTls.of(identity.keyCertOptions(), implicitTls)),
                new Access(List.of(), 0, List.of(Cidr.parse(proxies).orElseThrow()), ANSWER),
                implicitTls ? Duration.ZERO : Duration.ofMillis(1),
                new SmtpProtocol(
                        world.rules,
                        world.timeouts,
                        world.ports(),
                        world.bodyMemory,
                        world.overload,
                        meters,
                        world.clock::millis));
        Listeners listeners =
                SocketHarness.await(Listeners.start(vertx, List.of(spec), new ConnectionLimits(10, 10, List.of())));
        started = Optional.of(listeners);
        return SocketPeer.connect("127.0.0.1", listeners.port("mx"), ANSWER);
    }

    private static void say(SocketPeer peer, String text, String expected) {
        peer.send((text + "\r\n").getBytes(StandardCharsets.US_ASCII));
        String answer = new String(peer.readLine().orElseThrow(), StandardCharsets.US_ASCII);
        assertTrue(answer.startsWith(expected), text + " was answered by " + answer);
    }

    private static void expectGreeting(SocketPeer peer) {
        String greeting = new String(peer.readLine().orElseThrow(), StandardCharsets.US_ASCII);
        assertTrue(greeting.startsWith("220 "), greeting);
    }

    private void sendMessage(SocketPeer peer) {
        say(peer, "HELO c.example", "250");
        say(peer, "MAIL FROM:<a@remote.example>", "250");
        say(peer, "RCPT TO:<alice@example.org>", "250");
        say(peer, "DATA", "354");
        say(peer, "x\r\n.", "250 2.0.0");
        var mail = world.log.entries().getLast().mail();
        assertEquals("2001:db8:0:0:0:0:0:7", mail.session().peer().address());
        assertTrue(mail.traceHeader().contains("([IPv6:2001:db8:0:0:0:0:0:7])"), mail.traceHeader());
    }

    @Test
    void withStartTls(@TempDir Path directory) throws Exception {
        SocketPeer peer = connect(false, "127.0.0.0/8", directory);
        peer.send(HEADER.getBytes(StandardCharsets.US_ASCII));
        expectGreeting(peer);
        say(peer, "HELO c.example", "250");
        say(peer, "STARTTLS", "220");
        peer.startTls();
        sendMessage(peer);
        peer.close();
    }

    @Test
    void withTlsFromTheBeginning(@TempDir Path directory) throws Exception {
        SocketPeer peer = connect(true, "127.0.0.0/8", directory);
        peer.send(HEADER.getBytes(StandardCharsets.US_ASCII));
        peer.startTls();
        expectGreeting(peer);
        sendMessage(peer);
        peer.close();
    }

    /** What comes in one piece with the header came too early. */
    @Test
    void whoSpeaksTooEarlyIsDroppedHereAsWell(@TempDir Path directory) throws Exception {
        SocketPeer peer = connect(false, "127.0.0.0/8", directory);
        peer.send((HEADER + "EHLO c.example\r\n").getBytes(StandardCharsets.US_ASCII));
        assertEquals(Optional.empty(), peer.readLine());
        assertTrue(peer.closed());
        assertEquals(1.0, ended("early_talker"));
    }

    @Test
    void whoIsNoProxyIsCounted(@TempDir Path directory) throws Exception {
        SocketPeer peer = connect(false, "192.0.2.0/24", directory);
        assertEquals(Optional.empty(), peer.readLine());
        assertTrue(peer.closed());
        assertEquals(1.0, ended("proxy_not_listed"));
    }

    private double ended(String cause) {
        return meters.get("postrider.smtp.sessions.ended")
                .tag("cause", cause)
                .counter()
                .count();
    }
}
