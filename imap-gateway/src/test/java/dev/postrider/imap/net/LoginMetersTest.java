package dev.postrider.imap.net;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.postrider.imap.fake.FakeStore;
import dev.postrider.sasl.SaslText;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.Test;

/** Every login that was tried counts once, whether the directory was asked or not. */
final class LoginMetersTest {
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final TestClient client = new TestClient(new FakeStore(), registry);

    private double attempts(String mechanism, String result) {
        return registry.get("postrider.auth.attempts")
                .tags("protocol", "imap", "mechanism", mechanism, "result", result)
                .counter()
                .count();
    }

    private void authenticate(String message) {
        client.send("a AUTHENTICATE PLAIN " + SaslText.encode(message) + "\r\n");
    }

    @Test
    void loginsCountByHowTheyEnded() {
        authenticate("nonsense");
        client.send("a AUTHENTICATE PLAIN\r\n*\r\n");
        client.send("a AUTHENTICATE PLAIN\r\n" + "x".repeat(9000) + "\r\n");
        authenticate("\0bob@example.org\0wrong");
        authenticate("alice@example.org\0bob@example.org\0secret");
        client.send("a LOGIN bob@example.org \"\"\r\n");
        authenticate("\0bob@example.org\0secret");
        assertEquals(2, attempts("plain", "malformed"));
        assertEquals(1, attempts("plain", "cancelled"));
        assertEquals(2, attempts("plain", "invalid"));
        assertEquals(1, attempts("login", "invalid"));
        assertEquals(1, attempts("plain", "passed"));
    }
}
