package dev.postrider.imap.session;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.postrider.imap.fake.FakeStore;
import dev.postrider.imap.net.TestClient;
import org.junit.jupiter.api.Test;

/** Lines that are too long for a dialogue file. */
final class OverlongLineTest {
    private final TestClient client = new TestClient(new FakeStore());

    @Test
    void idleEndsWithALineThatIsTooLong() {
        client.send("a LOGIN bob@example.org secret\r\nb IDLE\r\n");
        client.rest();
        client.send("DONE" + " ".repeat(70_000));
        assertEquals("b BAD DONE expected\r\n", client.rest());
        client.send("c NOOP\r\nd NOOP\r\n");
        assertEquals("d OK NOOP completed\r\n", client.rest());
    }
}
