package dev.postrider.smtp.ingress.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.postrider.servicekit.net.listener.Ids;
import dev.postrider.smtp.ingress.policy.Limits;
import dev.postrider.smtp.ingress.policy.ListenerRules;
import dev.postrider.smtp.ingress.policy.pipeline.PolicyRules;
import dev.postrider.smtp.ingress.port.StoredBody;
import dev.postrider.smtp.ingress.session.Encryption;
import dev.postrider.smtp.ingress.session.Peer;
import dev.postrider.smtp.ingress.session.SessionRules;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Whatever a client sends, and however it is cut: the same replies, and the same messages. DATA and BDAT alike. */
final class SessionFuzzTest {
    private static final String OPENING =
            "EHLO c.example\r\nMAIL FROM:<a@b.example>\r\nRCPT TO:<alice@example.org>\r\n";

    /** Without STARTTLS, behind which octets may not come at once. */
    private static final SessionRules RULES = new SessionRules(
            "mx.example.org",
            new ListenerRules("mx", ListenerRules.Purpose.MX, false, false),
            Limits.DEFAULTS,
            PolicyRules.NONE);

    /** What came of a session. */
    private record Outcome(String replies, boolean closed, List<String> bodies) {}

    /** The octets follow an envelope. */
    @FuzzTest(maxDuration = "1m")
    void session(byte[] octets) {
        byte[] opening = OPENING.getBytes(StandardCharsets.US_ASCII);
        byte[] all = Arrays.copyOf(opening, opening.length + octets.length);
        System.arraycopy(octets, 0, all, opening.length, octets.length);
        Outcome whole = run(all, all.length);
        for (int piece : new int[] {1, 3, 64}) {
            assertEquals(whole, run(all, piece), "in pieces of " + piece);
        }
    }

    private static Outcome run(byte[] octets, int piece) {
        World world = new World("mx", Limits.DEFAULTS);
        ConnectionContext context = new ConnectionContext(
                RULES,
                new Regimes(RULES, world.timeouts, world.overload),
                world.overload,
                world.ports(),
                world.bodyMemory,
                new ListenerMeters(new SimpleMeterRegistry(), "mx"),
                Ids.repeatable(1),
                world.clock::millis,
                ended -> {});
        MemoryWire wire = new MemoryWire();
        SmtpConnection connection =
                new SmtpConnection(context, wire, new Peer("session", "192.0.2.7"), new Encryption.Plaintext());
        wire.reader(connection);
        connection.greet();
        for (int from = 0; from < octets.length; from += piece) {
            wire.receive(Arrays.copyOfRange(octets, from, Math.min(octets.length, from + piece)));
        }
        StringBuilder replies = new StringBuilder();
        for (Optional<byte[]> line = wire.said.next(); line.isPresent(); line = wire.said.next()) {
            replies.append(new String(line.get(), StandardCharsets.UTF_8)).append('\n');
        }
        assertFalse(replies.toString().contains("421 4.3.0"), () -> "a fault: " + replies);
        boolean closed = wire.isClosed();
        connection.disconnected();
        world.assertNothingLeft();
        return new Outcome(
                replies.toString(),
                closed,
                world.log.entries().stream().map(entry -> body(entry.body())).toList());
    }

    private static String body(StoredBody body) {
        return body instanceof StoredBody.InMemory(var content, var ignored)
                ? StandardCharsets.ISO_8859_1.decode(content.duplicate()).toString()
                : body.toString();
    }
}
