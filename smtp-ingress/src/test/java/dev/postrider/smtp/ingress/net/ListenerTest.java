package dev.postrider.smtp.ingress.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.postrider.servicekit.net.SelfSigned;
import dev.postrider.servicekit.net.TlsIdentity;
import dev.postrider.servicekit.net.listener.Cidr;
import dev.postrider.servicekit.net.listener.ConnectionLimits;
import dev.postrider.servicekit.net.listener.ListenerTls;
import dev.postrider.servicekit.net.listener.Listeners;
import dev.postrider.smtp.ingress.policy.Limits;
import dev.postrider.testkit.TestVertx;
import dev.postrider.testkit.dialogue.SocketPeer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What only a socket shows: connections, their number, and clients that speak too early. */
class ListenerTest {
    private static final Duration ANSWER = Duration.ofSeconds(10);

    private final Vertx vertx = TestVertx.start();
    private final World world = new World("mx", Limits.DEFAULTS);
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private Optional<Listeners> started = Optional.empty();

    private Listeners start(ConnectionLimits limits, Duration greetingDelay) {
        return start(limits, greetingDelay, Optional.empty());
    }

    private Listeners start(ConnectionLimits limits, Duration greetingDelay, Optional<ListenerTls> tls) {
        Listeners listeners = SocketHarness.await(
                Listeners.start(vertx, List.of(SocketHarness.spec(world, 3, tls, greetingDelay, meters)), limits));
        started = Optional.of(listeners);
        return listeners;
    }

    @AfterEach
    void stop() {
        started.ifPresent(listeners -> SocketHarness.await(listeners.drain(ANSWER.toMillis())));
        SocketHarness.await(vertx.close());
    }

    private static SocketPeer connect(Listeners listeners) throws IOException {
        return SocketPeer.connect("127.0.0.1", listeners.port("mx"), ANSWER);
    }

    private static String line(SocketPeer peer) {
        return peer.readLine()
                .map(octets -> new String(octets, StandardCharsets.US_ASCII))
                .orElse("");
    }

    @Test
    void allEventLoopsShareOnePort() throws IOException {
        Listeners listeners = start(new ConnectionLimits(100, 100, List.of()), Duration.ofMillis(1));
        List<SocketPeer> peers = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            SocketPeer peer = connect(listeners);
            assertTrue(line(peer).startsWith("220 "));
            peers.add(peer);
        }
        assertEquals(12.0, meters.get("postrider.smtp.connections").counter().count());
        peers.forEach(SocketPeer::close);
    }

    /** Each of them can upgrade, and keeps the context that it made for the first. */
    @Test
    void allEventLoopsSpeakTls(@TempDir Path directory) throws IOException {
        SelfSigned.PemFiles files = SelfSigned.ensure(directory, List.of("localhost"), Instant.now());
        TlsIdentity identity = SocketHarness.await(TlsIdentity.load(vertx, files.certificate(), files.key()));
        Listeners listeners = start(
                new ConnectionLimits(100, 100, List.of()),
                Duration.ZERO,
                Optional.of(ListenerTls.of(identity.keyCertOptions(), false)));
        for (int i = 0; i < 30; i++) {
            SocketPeer peer = connect(listeners);
            assertTrue(line(peer).startsWith("220 "));
            peer.send("HELO c.example\r\n".getBytes(StandardCharsets.US_ASCII));
            assertTrue(line(peer).startsWith("250 "));
            peer.send("STARTTLS\r\n".getBytes(StandardCharsets.US_ASCII));
            assertTrue(line(peer).startsWith("220 "));
            peer.startTls();
            peer.send("NOOP\r\n".getBytes(StandardCharsets.US_ASCII));
            assertEquals("250 2.0.0 Ok", line(peer));
            peer.close();
        }
        identity.close();
    }

    @Test
    void connectionsOfOneAddressAreLimited() throws IOException {
        Listeners listeners = start(new ConnectionLimits(100, 2, List.of()), Duration.ZERO);
        SocketPeer first = connect(listeners);
        SocketPeer second = connect(listeners);
        assertTrue(line(first).startsWith("220 "));
        assertTrue(line(second).startsWith("220 "));
        SocketPeer third = connect(listeners);
        assertTrue(line(third).startsWith("421 4.7.0 "));
        assertTrue(third.closed());
        first.send("QUIT\r\n".getBytes(StandardCharsets.US_ASCII));
        assertTrue(line(first).startsWith("221 "));
        assertTrue(first.closed());
        assertAdmitted(listeners);
        second.close();
    }

    @Test
    void anExemptAddressIsNot() throws IOException {
        Listeners listeners = start(
                new ConnectionLimits(3, 1, List.of(Cidr.parse("127.0.0.0/8").orElseThrow())), Duration.ZERO);
        List<SocketPeer> peers = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            SocketPeer peer = connect(listeners);
            assertTrue(line(peer).startsWith("220 "));
            peers.add(peer);
        }
        assertTrue(line(connect(listeners)).startsWith("421 "), "but there is a limit for all");
        peers.forEach(SocketPeer::close);
    }

    @Test
    void whoSpeaksBeforeTheGreetingIsDropped() throws IOException {
        Listeners listeners = start(new ConnectionLimits(100, 100, List.of()), Duration.ofSeconds(5));
        SocketPeer peer = connect(listeners);
        peer.send("EHLO early.example\r\n".getBytes(StandardCharsets.US_ASCII));
        assertEquals("", line(peer));
        assertTrue(peer.closed());
        assertEquals(
                1.0,
                meters.get("postrider.smtp.sessions.ended")
                        .tag("cause", "early_talker")
                        .counter()
                        .count());
    }

    /** The last reply must arrive though more octets are under way. */
    @Test
    void aRefusalArrivesThoughTheClientGoesOnSending() throws IOException {
        Listeners listeners = start(new ConnectionLimits(100, 100, List.of()), Duration.ZERO);
        SocketPeer peer = connect(listeners);
        assertTrue(line(peer).startsWith("220 "));
        peer.send("EHLO c.example\nMAIL FROM:<a@b.example>\r\n".getBytes(StandardCharsets.US_ASCII));
        peer.send(World.message(200_000));
        assertTrue(line(peer).startsWith("521 5.5.2"));
        assertTrue(peer.closed());
    }

    @Test
    void aClientThatIsResetLeavesNothingBehind() throws IOException {
        Listeners listeners = start(new ConnectionLimits(100, 1, List.of()), Duration.ZERO);
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), listeners.port("mx"))) {
            socket.getInputStream().read();
            socket.setSoLinger(true, 0);
        }
        assertAdmitted(listeners);
    }

    /** The right to connect comes back as soon as the server has seen the other connection's end. */
    private static void assertAdmitted(Listeners listeners) throws IOException {
        String answer = "";
        for (int i = 0; i < 1000 && !answer.startsWith("220 "); i++) {
            SocketPeer peer = connect(listeners);
            answer = line(peer);
            peer.close();
        }
        assertTrue(answer.startsWith("220 "));
    }
}
