package dev.postrider.servicekit.net.listener;

import static dev.postrider.testkit.TestVertx.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.postrider.servicekit.net.SelfSigned;
import dev.postrider.servicekit.net.TlsIdentity;
import dev.postrider.testkit.TestVertx;
import dev.postrider.testkit.dialogue.SocketPeer;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Listeners behind a proxy, on several event loops. */
class ProxyListenerTest {
    private static final Duration ANSWER = Duration.ofSeconds(10);
    private static final Duration LONG = Duration.ofSeconds(60);
    private static final byte[] LINE =
            "PROXY TCP4 192.0.2.1 198.51.100.7 56324 25\r\n".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] BINARY = ProxyHeaders.v2("2001:db8::1", "2001:db8::2", (byte) 4, (byte) 0, (byte) 0);

    @AutoClose
    private final TestVertx running = new TestVertx();

    private final Vertx vertx = running.vertx();
    private final LineProtocol protocol = new LineProtocol(true);

    private Listeners start(String proxies, Duration within, Optional<ListenerTls> tls, int perAddress)
            throws Exception {
        Access access = new Access(List.of(), 0, List.of(Cidr.parse(proxies).orElseThrow()), within);
        return await(Listeners.start(
                vertx,
                List.of(new ListenerSpec("a", "127.0.0.1", 0, 3, tls, access, Duration.ZERO, protocol)),
                new ConnectionLimits(1000, perAddress, List.of())));
    }

    private static SocketPeer connect(Listeners listeners) throws IOException {
        return SocketPeer.connect("127.0.0.1", listeners.port("a"), ANSWER);
    }

    private static String line(SocketPeer peer) {
        return peer.readLine()
                .map(octets -> new String(octets, StandardCharsets.US_ASCII))
                .orElse("");
    }

    private static void assertCut(SocketPeer peer) {
        assertEquals("", line(peer));
        assertTrue(peer.closed());
    }

    @Test
    void theHeaderMayComeInPieces() throws Exception {
        Listeners listeners = start("127.0.0.0/8", LONG, Optional.empty(), 1000);
        for (byte[] header : List.of(LINE, BINARY)) {
            String address = header[0] == LINE[0] ? "192.0.2.1" : "2001:db8:0:0:0:0:0:1";
            for (int cut = 0; cut <= header.length; cut++) {
                SocketPeer peer = connect(listeners);
                peer.send(Arrays.copyOf(header, cut));
                peer.send(Arrays.copyOfRange(header, cut, header.length));
                assertEquals("hello " + address + " in clear", line(peer));
                peer.close();
            }
            SocketPeer slow = connect(listeners);
            for (byte octet : header) {
                slow.send(new byte[] {octet});
            }
            assertEquals("hello " + address + " in clear", line(slow));
            slow.close();
        }
    }

    @Test
    void whatFollowsTheHeaderIsTheClients() throws Exception {
        Listeners listeners = start("127.0.0.0/8", LONG, Optional.empty(), 1000);
        SocketPeer peer = connect(listeners);
        byte[] both = Arrays.copyOf(LINE, LINE.length + 1);
        both[LINE.length] = 'x';
        peer.send(both);
        assertEquals("hello 192.0.2.1 in clear", line(peer));
        assertTrue(peer.closed(), "the protocol ends with the first octet, which came with the header");
    }

    @Test
    void theHeaderComesBeforeTls(@TempDir Path directory) throws Exception {
        SelfSigned.PemFiles files = SelfSigned.ensure(directory, List.of("localhost"), Instant.now());
        TlsIdentity identity = await(TlsIdentity.load(vertx, files.certificate(), files.key()));
        Listeners listeners =
                start("127.0.0.0/8", LONG, Optional.of(ListenerTls.of(identity.keyCertOptions(), true)), 1000);
        for (int cut = 0; cut <= LINE.length; cut += 7) {
            SocketPeer peer = connect(listeners);
            peer.send(Arrays.copyOf(LINE, cut));
            peer.send(Arrays.copyOfRange(LINE, cut, LINE.length));
            peer.startTls();
            assertEquals("hello 192.0.2.1 TLSv1.3", line(peer));
            peer.close();
        }
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), listeners.port("a"))) {
            OutputStream out = socket.getOutputStream();
            byte[] hello = clientHello();
            byte[] both = Arrays.copyOf(BINARY, BINARY.length + hello.length);
            System.arraycopy(hello, 0, both, BINARY.length, hello.length);
            out.write(both);
            assertEquals(22, socket.getInputStream().read(), "the handshake goes on, though it came with the header");
        }
        identity.close();
    }

    private static byte[] clientHello() throws Exception {
        SSLEngine engine = SSLContext.getDefault().createSSLEngine();
        engine.setUseClientMode(true);
        ByteBuffer out = ByteBuffer.allocate(engine.getSession().getPacketBufferSize());
        engine.wrap(ByteBuffer.allocate(0), out);
        return Arrays.copyOf(out.array(), out.position());
    }

    @Test
    void aProxyMayComeOnItsOwnBehalf() throws Exception {
        Listeners listeners = start("127.0.0.0/8", LONG, Optional.empty(), 1000);
        SocketPeer peer = connect(listeners);
        peer.send(ProxyHeaders.binary(0x20, 0, new byte[0]));
        assertEquals("hello 127.0.0.1 in clear", line(peer));
    }

    @Test
    void whoIsNoProxyIsCutBeforeAnythingIsRead() throws Exception {
        Listeners listeners = start("192.0.2.0/24", LONG, Optional.empty(), 1000);
        assertCut(connect(listeners));
        assertEquals(List.of(Refusal.PROXY_NOT_LISTED), List.copyOf(protocol.refused));
    }

    @Test
    void whatIsNoHeaderIsCut() throws Exception {
        Listeners listeners = start("127.0.0.0/8", LONG, Optional.empty(), 1000);
        for (String words : List.of("EHLO client.example\r\n", "E", "PROXY TCP4 me\r\n", "\r\n\r\n\0\r\nQUIX")) {
            SocketPeer peer = connect(listeners);
            peer.send(words.getBytes(StandardCharsets.US_ASCII));
            assertCut(peer);
        }
        assertEquals(
                4,
                protocol.refused.stream()
                        .filter(why -> why == Refusal.PROXY_HEADER_MALFORMED)
                        .count());
    }

    @Test
    void whoSendsNoHeaderIsCutInTime() throws Exception {
        Listeners listeners = start("127.0.0.0/8", Duration.ofMillis(50), Optional.empty(), 1000);
        SocketPeer silent = connect(listeners);
        SocketPeer half = connect(listeners);
        half.send(Arrays.copyOf(LINE, 10));
        assertCut(silent);
        assertCut(half);
        assertEquals(List.of(Refusal.PROXY_HEADER_LATE, Refusal.PROXY_HEADER_LATE), List.copyOf(protocol.refused));
    }

    /** The proxy's own address would make all clients one. */
    @Test
    void limitsAreThoseOfTheClient() throws Exception {
        Listeners listeners = start("127.0.0.0/8", LONG, Optional.empty(), 1);
        SocketPeer first = connect(listeners);
        first.send(ProxyHeaders.v2("192.0.2.1", "198.51.100.7"));
        assertEquals("hello 192.0.2.1 in clear", line(first));
        SocketPeer second = connect(listeners);
        second.send(ProxyHeaders.v2("192.0.2.2", "198.51.100.7"));
        assertEquals("hello 192.0.2.2 in clear", line(second));
        SocketPeer third = connect(listeners);
        third.send(ProxyHeaders.v2("192.0.2.1", "198.51.100.7"));
        assertEquals("TOO_MANY_CONNECTIONS", line(third));
        assertTrue(third.closed());
    }

    /** Connections that never say for whom they are count as well, and are ended when the service stops. */
    @Test
    void drainingEndsThoseWithoutAHeader() throws Exception {
        Listeners listeners = start("127.0.0.0/8", LONG, Optional.empty(), 1000);
        SocketPeer silent = connect(listeners);
        silent.send(Arrays.copyOf(LINE, 3));
        SocketPeer served = connect(listeners);
        served.send(LINE);
        assertEquals("hello 192.0.2.1 in clear", line(served));
        await(listeners.drain(ANSWER.toMillis()));
        assertEquals("bye", line(served));
        String last = line(silent);
        assertTrue(last.isEmpty() || last.equals("SHUTTING_DOWN"), last);
        assertTrue(silent.closed());
    }
}
