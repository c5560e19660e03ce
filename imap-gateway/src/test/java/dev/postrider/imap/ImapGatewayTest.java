package dev.postrider.imap;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.postrider.servicekit.RunningService;
import dev.postrider.servicekit.ServiceContext;
import dev.postrider.servicekit.config.Configuration;
import dev.postrider.servicekit.config.ConfigurationException;
import dev.postrider.servicekit.health.Health;
import dev.postrider.testkit.TestVertx;
import dev.postrider.testkit.dialogue.SocketPeer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The whole service, while nothing that it depends on is there. */
final class ImapGatewayTest {
    private final Vertx vertx = TestVertx.start();

    @AfterEach
    void close() throws Exception {
        await(vertx.close());
    }

    private static <T> T await(Future<T> future) throws Exception {
        return future.toCompletionStage().toCompletableFuture().get(30, TimeUnit.SECONDS);
    }

    private static int freePort() throws Exception {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    private Future<RunningService> start(String hocon) {
        return new ImapGateway()
                .start(new ServiceContext(vertx, Configuration.of(hocon), new SimpleMeterRegistry(), new Health()));
    }

    private static String line(SocketPeer peer) {
        return new String(peer.readLine().orElseThrow(), StandardCharsets.ISO_8859_1);
    }

    private static void say(SocketPeer peer, String line) {
        peer.send((line + "\r\n").getBytes(StandardCharsets.ISO_8859_1));
    }

    @Test
    void withoutItsDependenciesItIsUpAndSaysSo() throws Exception {
        int port = freePort();
        RunningService running = await(start("""
                kafka.bootstrap-servers = "127.0.0.1:1"
                clients.mailbox-service = "127.0.0.1:1"
                imap-gateway { plaintext-login-on-loopback = on, listeners { imap.port = %d, imap.host = "127.0.0.1", imaps.port = 0 } }
                """.formatted(port)));
        SocketPeer peer = SocketPeer.connect("127.0.0.1", port, Duration.ofSeconds(20));
        assertTrue(line(peer).startsWith("* OK [CAPABILITY IMAP4rev1 LITERAL- ID SASL-IR AUTH=PLAIN]"));
        say(peer, "a LOGIN bob@example.org secret");
        assertTrue(line(peer).startsWith("a NO [UNAVAILABLE] "));
        say(peer, "b NOOP");
        assertEquals("b OK NOOP completed", line(peer));
        Future<Void> drained = running.drain();
        assertEquals("* BYE Server is shutting down", line(peer));
        assertTrue(peer.closed());
        await(drained);
    }

    /** Behind a proxy nobody is greeted without its header, and a client is who the header says: no longer one on loopback. */
    @Test
    void behindAProxy() throws Exception {
        int port = freePort();
        RunningService running = await(start("""
                kafka.bootstrap-servers = "127.0.0.1:1"
                clients.mailbox-service = "127.0.0.1:1"
                imap-gateway {
                  plaintext-login-on-loopback = on
                  listeners {
                    imap { port = %d, host = "127.0.0.1", proxy-protocol = on, proxy-protocol-from = ["127.0.0.0/8"] }
                    imaps.port = 0
                  }
                }
                """.formatted(port)));
        SocketPeer direct = SocketPeer.connect("127.0.0.1", port, Duration.ofSeconds(20));
        say(direct, "a NOOP");
        assertTrue(direct.closed());
        assertTrue(greeting(port, "PROXY TCP4 127.0.0.9 127.0.0.1 40000 143").contains("AUTH=PLAIN"));
        assertTrue(greeting(port, "PROXY TCP4 192.0.2.9 127.0.0.1 40000 143").contains("LOGINDISABLED"));
        await(running.drain());
    }

    private static String greeting(int port, String header) throws Exception {
        SocketPeer peer = SocketPeer.connect("127.0.0.1", port, Duration.ofSeconds(20));
        say(peer, header);
        String greeting = line(peer);
        peer.close();
        return greeting;
    }

    @Test
    void aProxyMustBeListed() {
        ConfigurationException wrong = assertInstanceOf(
                ConfigurationException.class,
                assertThrows(
                        ConfigurationException.class, () -> start("imap-gateway.listeners.imaps.proxy-protocol = on")));
        assertEquals(1, wrong.problems().size(), wrong.problems().toString());
        assertEquals(
                "imap-gateway.listeners.imaps.proxy-protocol-from",
                wrong.problems().getFirst().path());
    }

    @Test
    void mistakesOfTheConfigurationAreToldAtOnce() {
        ConfigurationException wrong = assertInstanceOf(
                ConfigurationException.class, assertThrows(ConfigurationException.class, () -> start("""
                        imap-gateway { listeners.imap.port = 70000, timeouts.idle = soon, limits.connections = 0 }
                        tls.certificate = "/nowhere"
                        """)));
        assertEquals(4, wrong.problems().size(), wrong.problems().toString());
    }
}
