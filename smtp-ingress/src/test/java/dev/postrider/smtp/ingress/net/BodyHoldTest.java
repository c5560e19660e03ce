package dev.postrider.smtp.ingress.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.postrider.servicekit.net.listener.Ids;
import dev.postrider.smtp.ingress.policy.Limits;
import dev.postrider.smtp.ingress.session.Encryption;
import dev.postrider.smtp.ingress.session.Peer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** While the blob store is full its client is not read from; but only for as long as octets of the body are to come. */
class BodyHoldTest {
    private final World world = new World("mx", Limits.DEFAULTS);
    private final MemoryWire wire = new MemoryWire();

    BodyHoldTest() {
        SmtpConnection connection = new SmtpConnection(
                new ConnectionContext(
                        world.rules,
                        new Regimes(world.rules, world.timeouts, world.overload),
                        world.overload,
                        world.ports(),
                        world.bodyMemory,
                        new ListenerMeters(new SimpleMeterRegistry(), "mx"),
                        Ids.repeatable(1),
                        world.clock::millis,
                        ended -> {}),
                wire,
                new Peer("session", "192.0.2.7"),
                new Encryption.Plaintext());
        wire.reader(connection);
        connection.greet();
        assertEquals("220", code());
        assertEquals("250", say("HELO client.example"));
        world.blobs.mode(FakeBlobs.Mode.FULL);
    }

    @ParameterizedTest
    @ValueSource(strings = {"DATA", "BDAT 400000 LAST"})
    void aBodyThatEndsWhileTheQueueIsFullDoesNotKeepTheSessionFromGoingOn(String command) {
        for (int i = 0; i < 2; i++) {
            begin();
            if (command.equals("DATA")) {
                assertEquals("354", say("DATA"));
                wire.receive(with(World.message(400_000), ".\r\n"));
            } else {
                wire.receive(with((command + "\r\n").getBytes(StandardCharsets.US_ASCII), text()));
            }
            assertEquals("250", code());
            assertEquals("250", say("NOOP"));
        }
        assertEquals(2, world.blobs.count());
    }

    @Test
    void aBodyIsNotReadOnWhileTheQueueIsFull() {
        begin();
        assertEquals("354", say("DATA"));
        wire.receive(World.message(400_000));
        wire.receive(".\r\nNOOP\r\n".getBytes(StandardCharsets.US_ASCII));
        assertTrue(wire.said.isEmpty());
    }

    private void begin() {
        assertEquals("250", say("MAIL FROM:<sender@remote.example>"));
        assertEquals("250", say("RCPT TO:<alice@example.org>"));
    }

    private static String text() {
        return new String(World.message(400_000), StandardCharsets.US_ASCII);
    }

    private static byte[] with(byte[] first, String last) {
        byte[] more = last.getBytes(StandardCharsets.US_ASCII);
        byte[] both = Arrays.copyOf(first, first.length + more.length);
        System.arraycopy(more, 0, both, first.length, more.length);
        return both;
    }

    private String say(String line) {
        wire.receive((line + "\r\n").getBytes(StandardCharsets.US_ASCII));
        return code();
    }

    /** Of the last reply, which has one line. */
    private String code() {
        return wire.said
                .next()
                .map(line -> new String(line, StandardCharsets.US_ASCII).substring(0, 3))
                .orElse("no reply");
    }
}
