package dev.postrider.system;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.postrider.testkit.CollectedSpan;
import dev.postrider.testkit.FakeCollector;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a collector sees of the services, each a process, and what the services make of one that does not answer. */
final class TracesIT {
    private static final String PASSWORD = "traces-password";
    private static final Duration ARRIVAL = Duration.ofSeconds(60);
    private static final String GONE = "the collector does not take traces";

    private final PostriderCluster cluster = PostriderCluster.shared();
    private final FakeCollector collector = PostriderCluster.collector();

    @AfterEach
    void answer() {
        collector.answer();
    }

    private String submit(String subject, String sender, List<String> recipients) throws Exception {
        byte[] content = TestMessages.message(subject, sender, recipients.getFirst(), 2_000, new Random(3));
        try (SmtpConnection connection = SmtpConnection.openSubmission(cluster.submissionPort(), sender, PASSWORD)) {
            SmtpConnection.Outcome outcome = connection.send(sender, recipients, content);
            return outcome.queueId().orElseThrow(() -> new AssertionError(outcome.toString()));
        }
    }

    private CollectedSpan await(String what, Predicate<CollectedSpan> wanted) throws InterruptedException {
        return collector.await(what, wanted);
    }

    private CollectedSpan of(String queueId, String name) throws InterruptedException {
        return await(
                name + " of " + queueId,
                span -> span.name().equals(name)
                        && queueId.equals(span.attributes().get("postrider.queue_id")));
    }

    private CollectedSpan part(CollectedSpan whole, String name) throws InterruptedException {
        return await(name + " in " + whole, span -> span.name().equals(name) && span.isChildOf(whole));
    }

    private static boolean sameSession(CollectedSpan one, CollectedSpan other) {
        String session = "postrider.session_id";
        return Objects.equals(one.attributes().get(session), other.attributes().get(session));
    }

    /** The caller's side of a call, whose other side was seen too. */
    private CollectedSpan call(CollectedSpan caller, String method) throws InterruptedException {
        CollectedSpan asked = part(caller, method);
        CollectedSpan answered = part(asked, method);
        assertEquals("CLIENT", asked.kind());
        assertEquals("SERVER", answered.kind());
        assertEquals("mailbox-service", answered.service());
        assertEquals("0", answered.attributes().get("rpc.grpc.status_code"));
        return asked;
    }

    @Test
    void aMessageIsFollowedFromItsAcceptanceToAMailboxAndToAnotherServer() throws Exception {
        String user = cluster.account("traces", PASSWORD);
        String queueId = submit("traced", user, List.of(user, "traced@" + PostriderCluster.REMOTE_DOMAIN));

        CollectedSpan accept = of(queueId, "accept");
        assertEquals("smtp-ingress", accept.service());
        assertTrue(accept.isRoot());
        assertEquals("accepted", accept.attributes().get("postrider.outcome"));
        call(accept, "dev.postrider.contracts.Directory/Resolve");
        assertEquals(
                "mail.accepted", part(accept, "send mail.accepted").attributes().get("messaging.destination.name"));
        CollectedSpan login =
                await("the login before it", span -> span.name().equals("login") && sameSession(span, accept));
        assertNotEquals(accept.traceId(), login.traceId());

        CollectedSpan deliver = of(queueId, "deliver");
        assertEquals("delivery-worker", deliver.service());
        assertTrue(deliver.isRoot() && deliver.isLinkedTo(accept), deliver::toString);
        assertNotEquals(accept.traceId(), deliver.traceId());
        assertEquals("succeeded", deliver.attributes().get("postrider.outcome"));
        call(part(deliver, "store"), "dev.postrider.contracts.Delivery/Deliver");

        CollectedSpan relay = of(queueId, "relay");
        assertTrue(relay.isRoot() && relay.isLinkedTo(accept), relay::toString);
        assertFalse(relay.failed());
        part(relay, "transaction");
        assertTrue(
                Files.readString(cluster.directory().resolve("smtp-ingress.log"))
                        .contains(accept.traceId()),
                "the log leads to the trace");
        assertEquals(
                List.of(),
                collector.spans().stream()
                        .filter(span -> span.attributes().values().stream().anyMatch(text -> text.contains("@")))
                        .toList(),
                "no addresses");
    }

    @Test
    void aCommandOfAnImapClientIsATraceWithWhatItAsked() throws Exception {
        String user = cluster.account("traces-imap", PASSWORD);
        try (ImapReader reader = ImapReader.login(cluster.imapsPort(), user, PASSWORD)) {
            reader.examine();
        }
        CollectedSpan examine = await("EXAMINE", span -> span.name().equals("EXAMINE"));
        assertEquals("imap-gateway", examine.service());
        assertTrue(examine.isRoot());
        assertEquals("OK", examine.attributes().get("postrider.outcome"));
        call(examine, "dev.postrider.contracts.Mailboxes/OpenMailbox");
        CollectedSpan login = await("LOGIN", span -> span.name().equals("LOGIN") && sameSession(span, examine));
        call(login, "dev.postrider.contracts.Directory/Authenticate");
    }

    @Test
    void mailFlowsOnWhileTheCollectorHangs() throws Exception {
        String user = cluster.account("traces-hung", PASSWORD);
        collector.hang();
        submit("untraced", user, List.of(user));
        try (ImapReader reader = ImapReader.login(cluster.imapsPort(), user, PASSWORD)) {
            reader.examine();
            Waiting.until(
                    "the message",
                    ARRIVAL,
                    () -> Optional.of(reader.search("ALL")).filter(found -> !found.isEmpty()));
        }
        Waiting.until(
                "a word of it in the log",
                ARRIVAL,
                () -> Optional.of(complaints()).filter(count -> count > 0));
        submit("untraced, too", user, List.of(user));
        assertEquals(1, complaints());
    }

    private long complaints() throws IOException {
        try (var lines = Files.lines(cluster.directory().resolve("smtp-ingress.log"))) {
            return lines.filter(line -> line.contains(GONE)).count();
        }
    }
}
