package dev.postrider.servicekit.net.listener;

import static dev.postrider.testkit.TestVertx.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.postrider.servicekit.net.SelfSigned;
import dev.postrider.servicekit.net.TlsIdentity;
import dev.postrider.testkit.TestVertx;
import dev.postrider.testkit.dialogue.SocketPeer;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ListenersTest {
    private static final Duration ANSWER = Duration.ofSeconds(10);
    private static final ConnectionLimits MANY = new ConnectionLimits(100, 100, List.of());

    @AutoClose
    private final TestVertx running = new TestVertx();

    private final Vertx vertx = running.vertx();

    private static ListenerSpec clear(String name, int port, Protocol protocol) {
        return new ListenerSpec(name, "127.0.0.1", port, 2, Optional.empty(), Access.OPEN, Duration.ZERO, protocol);
    }

    private static SocketPeer connect(Listeners listeners, String name) throws IOException {
        return SocketPeer.connect("127.0.0.1", listeners.port(name), ANSWER);
    }

    private static String line(SocketPeer peer) {
        return peer.readLine()
                .map(octets -> new String(octets, StandardCharsets.US_ASCII))
                .orElse("");
    }

    @Test
    void everyListenerHasItsPortAndItsTls(@TempDir Path directory) throws Exception {
        SelfSigned.PemFiles files = SelfSigned.ensure(directory, List.of("localhost"), Instant.now());
        TlsIdentity identity = await(TlsIdentity.load(vertx, files.certificate(), files.key()));
        Optional<ListenerTls> tls = Optional.of(ListenerTls.of(identity.keyCertOptions(), true));
        Protocol protocol = new LineProtocol(true);
        ListenerSpec secure = new ListenerSpec("secure", "127.0.0.1", 0, 3, tls, Access.OPEN, Duration.ZERO, protocol);
        Listeners listeners = await(Listeners.start(vertx, List.of(clear("clear", 0, protocol), secure), MANY));
        for (int i = 0; i < 6; i++) {
            SocketPeer inClear = connect(listeners, "clear");
            assertEquals("hello 127.0.0.1 in clear", line(inClear));
            inClear.close();
            SocketPeer encrypted = connect(listeners, "secure");
            encrypted.startTls();
            assertEquals("hello 127.0.0.1 TLSv1.3", line(encrypted));
            encrypted.close();
        }
        await(listeners.drain(ANSWER.toMillis()));
        identity.close();
    }

    @Test
    void whoIsTooManyIsToldSo() throws Exception {
        ConnectionLimits one = new ConnectionLimits(100, 1, List.of());
        Listeners listeners = await(Listeners.start(vertx, List.of(clear("a", 0, new LineProtocol(true))), one));
        SocketPeer first = connect(listeners, "a");
        assertEquals("hello 127.0.0.1 in clear", line(first));
        SocketPeer second = connect(listeners, "a");
        assertEquals("TOO_MANY_CONNECTIONS", line(second));
        assertTrue(second.closed());
        await(listeners.drain(ANSWER.toMillis()));
        assertEquals("bye", line(first));
        assertTrue(first.closed());
    }

    /** Who asks twice waits for the same end. */
    @Test
    void drainingRefusesTheNewAndWaitsForTheOld() throws Exception {
        ListenerSpec onOneLoop = new ListenerSpec(
                "a", "127.0.0.1", 0, 1, Optional.empty(), Access.OPEN, Duration.ZERO, new LineProtocol(false));
        Listeners listeners = await(Listeners.start(vertx, List.of(onOneLoop), MANY));
        SocketPeer old = connect(listeners, "a");
        assertEquals("hello 127.0.0.1 in clear", line(old));
        Future<Void> drained = listeners.drain(ANSWER.toMillis());
        assertEquals("bye", line(old));
        assertEquals(drained, listeners.drain(ANSWER.toMillis()));
        SocketPeer late = connect(listeners, "a");
        assertEquals("SHUTTING_DOWN", line(late));
        assertTrue(late.closed());
        assertFalse(drained.isComplete());
        old.send("done".getBytes(StandardCharsets.US_ASCII));
        assertTrue(old.closed());
        await(drained);
        assertNotServed(listeners.port("a"));
    }

    @Test
    void whoDoesNotEndInTimeIsCutOff() throws Exception {
        Listeners listeners = await(Listeners.start(vertx, List.of(clear("a", 0, new LineProtocol(false))), MANY));
        SocketPeer stubborn = connect(listeners, "a");
        assertEquals("hello 127.0.0.1 in clear", line(stubborn));
        await(listeners.drain(100));
        assertEquals("bye", line(stubborn));
        assertTrue(stubborn.closed());
    }

    /** The JDK lets go of a closed port only when its selector runs again, so a connection may begin, but nobody speaks on it. */
    private static void assertNotServed(int port) {
        try {
            SocketPeer peer = SocketPeer.connect("127.0.0.1", port, ANSWER);
            assertEquals("", line(peer));
            assertTrue(peer.closed());
        } catch (SocketException refusedOrReset) {
            String what = String.valueOf(refusedOrReset.getMessage());
            assertTrue(what.matches("Connection re(fused|set).*"), what);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return free.getLocalPort();
        }
    }

    @Test
    void ifOneCannotBeBoundNoneIs() throws Exception {
        Protocol protocol = new LineProtocol(true);
        int port = freePort();
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            List<ListenerSpec> specs =
                    List.of(clear("free", port, protocol), clear("taken", taken.getLocalPort(), protocol));
            assertThrows(CompletionException.class, () -> await(Listeners.start(vertx, specs, MANY)));
            assertNotServed(port);
        }
    }
}
