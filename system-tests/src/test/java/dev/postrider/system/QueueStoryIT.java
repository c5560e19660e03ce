package dev.postrider.system;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.postrider.deploy.OperatorCli;
import dev.postrider.testkit.FakeMx;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/** An operator and a destination that defers: from the queue to the reason to one message's story, and what he does about it. */
final class QueueStoryIT {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final String PASSWORD = "a good password";
    private static final Pattern QUEUE_ID = Pattern.compile("[0-9A-Z]{26}");

    private final PostriderCluster cluster = PostriderCluster.shared();
    private final String destination = "q" + UUID.randomUUID().toString().substring(0, 8) + ".test";
    private final FakeMx mx = cluster.remote();

    QueueStoryIT() {
        cluster.dns().with(destination, "MX", "10 mx." + destination + ".").with("mx." + destination, "A", "127.0.0.1");
    }

    private String sender() throws Exception {
        return cluster.account("operated-" + UUID.randomUUID().toString().substring(0, 8), PASSWORD);
    }

    private record Outcome(int exitCode, String out, String err) {}

    private static Outcome postrider(List<String> arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int exitCode = new CommandLine(new OperatorCli())
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err))
                .execute(arguments.toArray(String[]::new));
        return new Outcome(exitCode, out.toString(), err.toString());
    }

    private Outcome queue(String... arguments) {
        List<String> all = new ArrayList<>(List.of("queue"));
        all.addAll(List.of(arguments));
        all.addAll(cluster.queueOptions());
        return postrider(all);
    }

    private String done(String... arguments) {
        Outcome outcome = queue(arguments);
        assertEquals(0, outcome.exitCode(), outcome.err());
        return outcome.out();
    }

    /** Waits until {@code postrider trace} tells of it: events follow what they tell of. @return all that it tells */
    private String storyWith(String queueId, String event) {
        List<String> trace = List.of("trace", queueId, "--kafka", cluster.bootstrapServers());
        return Waiting.until(
                "the story of " + queueId + " with " + event,
                PATIENCE,
                () -> Optional.of(postrider(trace).out()).filter(story -> story.contains(event)));
    }

    /** Sends a message whose first attempt is deferred. @return its queue id */
    private String deferred(String sender) throws Exception {
        mx.reply("RCPT", "451 4.7.1 greylisted, come back later");
        String recipient = "friend@" + destination;
        try (SmtpConnection connection = SmtpConnection.openSubmission(cluster.submissionPort(), sender, PASSWORD)) {
            byte[] content = TestMessages.message("about " + destination, sender, recipient, 100, new Random(1));
            SmtpConnection.Outcome outcome = connection.send(sender, List.of(recipient), content);
            assertTrue(outcome.accepted(), outcome.toString());
        }
        return Waiting.until("mail for " + destination, PATIENCE, () -> {
            Matcher id = QUEUE_ID.matcher(done("list", "--destination", destination, "--not-held"));
            return id.find() ? Optional.of(id.group()) : Optional.empty();
        });
    }

    @Test
    void fromTheQueueToTheReasonToTheStory() throws Exception {
        String sender = sender();
        String id = deferred(sender);

        String summary = done("--destination", destination);
        assertTrue(summary.contains(destination), summary);
        assertTrue(summary.contains("refused_for_now"), summary);
        assertTrue(summary.contains("451 4.7.1 greylisted"), summary);
        String message = done("show", id);
        assertTrue(message.contains("friend@" + destination), message);
        assertTrue(message.contains("postrider trace " + id), message);
        String told = storyWith(id, "deferred <friend@" + destination + ">");
        assertTrue(told.contains("accepted from <" + sender + ">"), told);

        assertEquals(id + ": 1 held", done("hold", id).strip());
        assertEquals(id + ": 0 to be tried now", done("retry", id).strip(), "held mail stays held");
        assertEquals("1 released", done("release", "--destination", destination).strip());
        FakeMx.Received received = arrival();
        assertTrue(received.latin1().contains("about " + destination));
        Waiting.until(
                "an empty queue",
                PATIENCE,
                () -> queue("show", id).exitCode() == 1 ? Optional.of("gone") : Optional.empty());
        String end = storyWith(id, "relayed <");
        assertTrue(end.contains("  held <") && end.contains("  released <"), end);
    }

    private FakeMx.Received arrival() throws Exception {
        return Waiting.until(
                "a message for " + destination,
                PATIENCE,
                () -> mx.received().stream()
                        .filter(received -> received.recipients().toString().contains(destination))
                        .findFirst());
    }

    @Test
    void whatIsRetriedGoesAtOnce() throws Exception {
        String sender = sender();
        String id = deferred(sender);
        assertEquals(id + ": 1 to be tried now", done("retry", id).strip());
        arrival();
        assertTrue(storyWith(id, "relayed <").contains("  rescheduled <"));
    }

    @Test
    void whatIsGivenUpIsReportedAndWhatIsDroppedIsNot() throws Exception {
        String sender = sender();
        String dropped = deferred(sender);
        Outcome unsaid = queue("drop", "--destination", destination);
        assertEquals(2, unsaid.exitCode(), "one slip must not remove mail");
        assertTrue(unsaid.err().contains("the 1 that match"), unsaid.err());
        Outcome misplaced = postrider(List.of("queue", "--destination", destination, "drop", "--all-matching"));
        assertEquals(2, misplaced.exitCode(), "a filter that would count for nothing");
        assertEquals(
                "1 dropped",
                done("drop", "--destination", destination, "--all-matching").strip());
        assertEquals(1, queue("show", dropped).exitCode());

        String failed = deferred(sender);
        assertEquals(failed + ": 1 given up", done("fail", failed).strip());
        try (ImapReader reader = ImapReader.login(cluster.imapsPort(), sender, PASSWORD)) {
            String report = Waiting.until("a report", PATIENCE, () -> {
                reader.examine();
                return reader.fetch("1:*").stream()
                        .map(ImapReader.Fetched::latin1)
                        .findFirst();
            });
            assertEquals(1, reader.search("ALL").size(), "nothing tells of what was dropped");
            assertTrue(report.contains("given up by the administrators"), report);
            assertTrue(report.contains("451 4.7.1 greylisted"), report);
            assertTrue(report.contains("Action: failed"), report);
        }
        String end = storyWith(failed, "bounced <");
        assertTrue(end.contains("reason ADMINISTRATIVE"), end);
        assertTrue(end.contains("reported to the sender as"), end);
        storyWith(dropped, "  dropped <");
        assertFalse(mx.received().stream()
                .anyMatch(received -> received.recipients().toString().contains(destination)));
    }
}
