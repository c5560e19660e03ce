package dev.postrider.deploy.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.postrider.contracts.LifecycleEvent;
import dev.postrider.contracts.LifecycleEvent.Kind;
import dev.postrider.mail.QueueId;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What {@code postrider trace} prints. */
final class StoryTest {
    private static final QueueId ID = QueueId.of(1_790_000_000_000L, 7);

    private static Story.Entry untraced(LifecycleEvent.Builder event) {
        return new Story.Entry(event.build(), Optional.empty());
    }

    private static LifecycleEvent.Builder event(Kind kind) {
        return LifecycleEvent.newBuilder()
                .setQueueId(ID.text())
                .setAtMs(1_790_000_000_123L)
                .setKind(kind);
    }

    @Test
    void tellsEachEventInALine() {
        Story story = new Story(
                ID,
                List.of(
                        new Story.Entry(
                                event(Kind.ACCEPTED)
                                        .setSender("a@there.test")
                                        .setSizeOctets(4096)
                                        .setSessionId("S1")
                                        .build(),
                                Optional.of("0af7651916cd43dd8448eb211c80319c")),
                        untraced(event(Kind.DEFERRED)
                                .setRecipient("b@far.test")
                                .setAttempt(1)
                                .setEnhancedStatus("4.2.1")
                                .setRemoteHost("mx.far.test [192.0.2.1]")
                                .setRemoteReply("451-4.2.1 later\r\n451 4.2.1 please\u001b[31m")
                                .setNextAttemptAtMs(1_790_000_060_000L))));
        assertEquals(
                String.join(
                        System.lineSeparator(),
                        "2026-09-21T14:13:20.123Z  accepted from <a@there.test>, octets 4096, session S1, trace 0af7651916cd43dd8448eb211c80319c",
                        "2026-09-21T14:13:20.123Z  deferred <b@far.test>, status 4.2.1, attempt 1, by mx.far.test [192.0.2.1]:"
                                + " 451-4.2.1 later | 451 4.2.1 please?[31m, next attempt 2026-09-21T14:14:20Z"),
                story.text());
    }

    @Test
    void tellsProgramsWhatIsKnownAndNoMore() {
        Story story = new Story(ID, List.of(untraced(event(Kind.DEAD_LETTERED))));
        assertEquals(
                "{\"queueId\":\"" + ID.text() + "\",\"at\":\"2026-09-21T14:13:20.123Z\",\"event\":\"dead-lettered\"}",
                story.json());
    }

    @Test
    void saysWhenAnUnknownMessageWouldHaveBeenMade() {
        Story story = new Story(ID, List.of());
        assertTrue(story.isEmpty());
        assertTrue(story.text().contains("2026-09-21T14:13:20Z"), story.text());
    }
}
