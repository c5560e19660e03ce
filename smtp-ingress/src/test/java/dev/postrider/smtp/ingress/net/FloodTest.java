package dev.postrider.smtp.ingress.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.postrider.servicekit.net.listener.Access;
import dev.postrider.servicekit.net.listener.ConnectionLimits;
import dev.postrider.servicekit.net.listener.ListenerSpec;
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
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Many clients at once, each of which costs something, over sockets: it is bounded, and it comes back. */
class FloodTest {
    private static final Duration ANSWER = Duration.ofSeconds(20);
    private static final int CLIENTS = 200;
    private static final long BUDGET = 8 << 20;

    private final Vertx vertx = TestVertx.start();
    private final World world = new World("mx", Limits.DEFAULTS, new BodyMemory(BUDGET, 1000));
    private final ConnectionLimits limits = new ConnectionLimits(1000, 1000, List.of());
    private final AtomicLong mostOctets = new AtomicLong();
    private Optional<Listeners> started = Optional.empty();

    @BeforeEach
    void start() {
        ListenerSpec spec = new ListenerSpec(
                "mx",
                "127.0.0.1",
                0,
                2,
                Optional.empty(),
                Access.OPEN,
                Duration.ZERO,
                new SmtpProtocol(
                        world.rules,
                        world.timeouts,
                        world.ports(),
                        world.bodyMemory,
                        world.overload,
                        new SimpleMeterRegistry(),
                        world.clock::millis));
        started = Optional.of(SocketHarness.await(Listeners.start(vertx, List.of(spec), limits)));
    }

    @AfterEach
    void stop() {
        started.ifPresent(listeners -> SocketHarness.await(listeners.drain(ANSWER.toMillis())));
        SocketHarness.await(vertx.close());
    }

    private int port() {
        return started.orElseThrow().port("mx");
    }

    private SocketPeer connect() throws IOException {
        return SocketPeer.connect("127.0.0.1", port(), ANSWER);
    }

    private static void send(SocketPeer peer, String text) {
        peer.send(text.getBytes(StandardCharsets.US_ASCII));
    }

    private static String line(SocketPeer peer) {
        return peer.readLine()
                .map(octets -> new String(octets, StandardCharsets.US_ASCII))
                .orElse("");
    }

    /** Up to 354. */
    private SocketPeer inData() throws IOException {
        SocketPeer peer = connect();
        assertTrue(line(peer).startsWith("220 "));
        send(peer, "HELO c.example\r\nMAIL FROM:<a@remote.example>\r\nRCPT TO:<alice@example.org>\r\nDATA\r\n");
        for (String code : List.of("250 ", "250 ", "250 ", "354 ")) {
            String answer = line(peer);
            assertTrue(answer.startsWith(code), answer);
        }
        return peer;
    }

    /** Waits for what the server does on its own. */
    private void until(BooleanSupplier condition, String what) throws IOException {
        // Sockets are closed by the machine's clock, not the test's; how many probes fit into that is the machine's
        // affair.
        long deadline = System.nanoTime() + ANSWER.toNanos();
        while (System.nanoTime() < deadline) {
            mostOctets.accumulateAndGet(world.bodyMemory.takenOctets(), Math::max);
            if (condition.getAsBoolean()) {
                return;
            }
            probe();
        }
        throw new AssertionError("not reached: " + what);
    }

    /** One event loop's answer is a moment for the others. */
    private void probe() throws IOException {
        SocketPeer probe = connect();
        line(probe);
        probe.close();
    }

    private void assertNothingIsLeft() throws IOException {
        until(() -> limits.open() == 0, "no connections");
        until(() -> world.bodyMemory.takenOctets() == 0, "no memory");
        until(() -> world.bodyMemory.openBlobs() == 0, "no blobs");
        assertEquals(0, world.blobs.unfinished());
    }

    private void assertStillAccepts() throws IOException {
        SocketPeer peer = inData();
        send(peer, "Subject: x\r\n\r\nhello\r\n.\r\n");
        String answer = line(peer);
        assertTrue(answer.startsWith("250 2.0.0 "), answer);
        peer.close();
    }

    /** The log takes everything and acknowledges nothing, and then it does again. */
    @Test
    void bodiesThatWaitForTheLogStayWithinTheirMemory() throws IOException {
        world.log.mode(FakeMessageLog.Mode.HELD);
        List<SocketPeer> clients = new ArrayList<>();
        byte[] message = World.message(100_000);
        for (int i = 0; i < CLIENTS; i++) {
            SocketPeer client = inData();
            client.send(message);
            send(client, ".\r\n");
            clients.add(client);
            mostOctets.accumulateAndGet(world.bodyMemory.takenOctets(), Math::max);
        }
        until(() -> world.log.waiting() == CLIENTS, "all are with the log");
        world.clock.advance(Duration.ofSeconds(26));
        for (SocketPeer client : clients) {
            String answer = line(client);
            assertTrue(answer.startsWith("451 4.3.0 "), answer);
        }
        assertTrue(mostOctets.get() <= BUDGET, "taken: " + mostOctets);
        assertTrue(mostOctets.get() > BUDGET / 4, "the test must be able to fail: " + mostOctets);
        assertEquals(0, world.log.entries().size());

        world.log.mode(FakeMessageLog.Mode.UP);
        clients.forEach(SocketPeer::close);
        assertStillAccepts();
        assertNothingIsLeft();
    }

    /** Others find room at once, however long slow bodies keep theirs. */
    @Test
    void slowBodiesDoNotStarveAQuickOne() throws IOException {
        List<SocketPeer> slow = new ArrayList<>();
        byte[] part = World.message(60_000);
        for (int i = 0; i < CLIENTS; i++) {
            SocketPeer client = inData();
            client.send(part);
            slow.add(client);
        }
        int stored = world.blobs.count();
        for (int i = 0; i < 20; i++) {
            assertStillAccepts();
        }
        assertEquals(stored, world.blobs.count(), "they were small, and stayed in memory");
        slow.forEach(SocketPeer::close);
        assertNothingIsLeft();
        assertTrue(mostOctets.get() <= BUDGET, "taken: " + mostOctets);
    }

    @Test
    void clientsThatVanishInDataLeaveNothingBehind() throws IOException {
        byte[] large = World.message(400_000);
        List<Socket> sockets = new ArrayList<>();
        for (int i = 0; i < CLIENTS; i++) {
            Socket socket = new Socket(InetAddress.getLoopbackAddress(), port());
            sockets.add(socket);
            socket.getOutputStream()
                    .write("HELO c.example\r\nMAIL FROM:<>\r\nRCPT TO:<alice@example.org>\r\nDATA\r\n"
                            .getBytes(StandardCharsets.US_ASCII));
            socket.setSoTimeout(Math.toIntExact(ANSWER.toMillis()));
            readUntil354(socket);
            socket.getOutputStream().write(large, 0, i % 2 == 0 ? 1000 : large.length);
        }
        for (int i = 0; i < CLIENTS; i++) {
            Socket socket = sockets.get(i);
            switch (i % 3) {
                case 0 -> socket.setSoLinger(true, 0);
                case 1 -> socket.shutdownOutput();
                default -> {}
            }
            if (i % 3 != 1) {
                socket.close();
            }
        }
        assertNothingIsLeft();
        assertEquals(0, world.log.entries().size(), "no end of data, no message");
        for (Socket socket : sockets) {
            socket.close();
        }
        assertStillAccepts();
    }

    private static void readUntil354(Socket socket) throws IOException {
        StringBuilder said = new StringBuilder();
        while (said.indexOf("354 ") < 0) {
            int octet = socket.getInputStream().read();
            if (octet < 0) {
                throw new AssertionError("closed after " + said);
            }
            said.append((char) octet);
        }
    }

    /** A client that sends and sends, and never reads what it is told. */
    @Test
    void repliesThatNobodyReadsAreBounded() throws Exception {
        byte[] commands = "NOOP\r\n".repeat(10_000).getBytes(StandardCharsets.US_ASCII);
        long enough = 128L << 20;
        AtomicLong written = new AtomicLong();
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port())) {
            Thread writer = Thread.ofVirtual().start(() -> {
                try {
                    while (written.get() < enough) {
                        socket.getOutputStream().write(commands);
                        written.addAndGet(commands.length);
                    }
                } catch (IOException cutOff) {
                    // That is what is waited for.
                }
            });
            // One that only waits for its turn on a busy machine is not held up yet.
            long before = -1;
            for (int still = 0; writer.isAlive() && still < 10; still = written.get() == before ? still + 1 : 0) {
                before = written.get();
                for (int i = 0; i < 50; i++) {
                    probe();
                }
            }
            assertTrue(written.get() < enough, "the server took " + written + " octets of commands");
            // A session that was still at work when the clock went on waits for its farewell to be read, which has a
            // limit of its own.
            until(
                    () -> {
                        world.clock.advance(Duration.ofMinutes(6));
                        return limits.open() == 0;
                    },
                    "it is given up");
            assertTrue(writer.join(ANSWER), "and what it goes on to send is not taken");
        }
        assertNothingIsLeft();
    }

    @Test
    void floodsOfErrorsEndTheirSessions() throws IOException {
        for (int i = 0; i < 50; i++) {
            SocketPeer peer = connect();
            send(peer, "RUBBISH\r\n".repeat(1000));
            String last = "";
            for (String line = line(peer); !line.isEmpty(); line = line(peer)) {
                last = line;
            }
            assertTrue(last.startsWith("421 4.7.0 "), last);
            peer.close();
        }
        assertNothingIsLeft();
    }
}
