package dev.postrider.deploy.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

final class QueueTextTest {
    private static final Instant NOW = Instant.parse("2026-01-02T12:00:00Z");

    private final QueueText text = new QueueText(NOW);

    private static JsonObject summary(JsonObject... destinations) {
        JsonArray array = new JsonArray();
        List.of(destinations).forEach(array::add);
        return new JsonObject()
                .put("messages", 3)
                .put("due", 1)
                .put("inProgress", 0)
                .put("held", 2)
                .put("oldestDueSeconds", 300)
                .put("destinations", array)
                .put("moreDestinations", false);
    }

    @Test
    void aDestinationIsALine() {
        JsonObject one = new JsonObject()
                .put("kind", "relay")
                .put("destination", "x.example")
                .put("messages", 3)
                .put("held", 2)
                .put("oldestAcceptedAt", "2026-01-01T12:00:00Z")
                .put("nextAttemptAt", "2026-01-02T12:03:00Z")
                .put("attempts", 4)
                .put("reason", "refused_for_now")
                .put("lastReply", "451-one\r\n451 two");
        List<String> lines = text.summary(summary(one)).lines().toList();
        assertEquals("3 deferred: 1 due (the oldest for 5m), 0 in progress, 2 held", lines.getFirst());
        assertEquals(3, lines.size());
        assertTrue(
                lines.get(2).matches("x\\.example +3 +2 +24h +in 3m +4 +refused_for_now +451-one \\| 451 two"),
                lines.get(2));
        assertTrue(text.summary(summary(one.put("kind", "local").put("destination", "")))
                .contains("(mailboxes here)"));
    }

    @Test
    void anEmptyQueueIsOneLine() {
        JsonObject empty = summary();
        empty.remove("oldestDueSeconds");
        assertEquals(1, text.summary(empty).lines().count());
    }

    /** What a remote server said must not move the cursor, nor push the rest off the screen. */
    @Test
    void repliesArePrintableAndShort() {
        assertFalse(Printable.oneLine("451 \u001b[2J gone").contains("\u001b"));
        assertEquals("451 ab…", Printable.oneLine("451 abcdefgh", 7));
        assertEquals("451 abc", Printable.oneLine("451 abc", 7));
    }

    @Test
    void spansAreInTheUnitThatTells() {
        assertEquals("0s", QueueText.span(Duration.ofSeconds(-5)));
        assertEquals("119s", QueueText.span(Duration.ofSeconds(119)));
        assertEquals("119m", QueueText.span(Duration.ofMinutes(119)));
        assertEquals("47h", QueueText.span(Duration.ofHours(47)));
        assertEquals("5d", QueueText.span(Duration.ofDays(5)));
    }
}
