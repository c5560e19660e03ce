package dev.postrider.delivery;

import static dev.postrider.delivery.WorkerSystem.local;
import static dev.postrider.delivery.WorkerSystem.message;
import static dev.postrider.delivery.WorkerSystem.remote;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.postrider.contracts.AcceptedMessage;
import dev.postrider.contracts.DeadLetter;
import dev.postrider.contracts.DeliveryItem;
import dev.postrider.contracts.DsnNotify;
import dev.postrider.contracts.LifecycleEvent;
import dev.postrider.contracts.LifecycleEvent.Kind;
import dev.postrider.contracts.OutboundMessage;
import dev.postrider.contracts.TargetResult;
import dev.postrider.contracts.Topics;
import dev.postrider.testkit.FakeDns;
import dev.postrider.testkit.FakeMx;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DeliveryWorkerIT {
    private static final String BODY = "Subject: hello\r\nFrom: a@b\r\n\r\nline\r\n.dot\r\n..\r\nend\r\n";

    @TempDir
    static Path directory;

    private static WorkerSystem system;

    @BeforeAll
    static void start() {
        system = WorkerSystem.withWorker(directory);
    }

    @AfterAll
    static void stop() {
        system.close();
    }

    @Test
    void deliversIntoMailboxesAndTellsSo() {
        AcceptedMessage sent = system.send(message("s@local.test", BODY, local(1), local(2)));
        DeliveryItem stored = system.mailboxes.take(1).item();
        assertEquals(sent.getContent(), stored.getContent());
        assertEquals("s@local.test", stored.getReversePath());
        assertEquals(sent.getAcceptedAtMs(), stored.getReceivedAtMs());
        assertEquals(sent.getQueueId(), system.mailboxes.take(2).item().getQueueId());
        LifecycleEvent event = system.event(sent.getQueueId(), Kind.DELIVERED);
        assertEquals("1@local.test", event.getRecipient());
        assertEquals("STORED", event.getReason());
    }

    @Test
    void deliversManyInFewCalls() {
        int callsBefore = system.mailboxes.calls.get();
        int count = 2_000;
        for (int i = 0; i < count; i++) {
            AcceptedMessage sent = message("s@local.test", BODY, local(3));
            system.producer
                    .send(
                            Topics.ACCEPTED,
                            sent.getQueueId().getBytes(StandardCharsets.US_ASCII),
                            sent.toByteArray(),
                            Map.of())
                    .onFailure(failure -> {
                        throw new AssertionError(failure);
                    });
        }
        for (int i = 0; i < count; i++) {
            system.mailboxes.take(3);
        }
        int calls = system.mailboxes.calls.get() - callsBefore;
        assertTrue(calls < count / 4, calls + " calls");
    }

    @Test
    void waitsForAStoreThatIsDown() {
        system.mailboxes.unavailableFor.set(3);
        AcceptedMessage sent = system.send(message("s@local.test", BODY, local(4)));
        assertEquals(sent.getQueueId(), system.mailboxes.take(4).item().getQueueId());
        assertEquals(
                0,
                system.queryCount(
                        "SELECT count(*) FROM delivery.deferred WHERE queue_id = '" + sent.getQueueId() + "'"));
    }

    @Test
    void defersAFullMailboxAndTriesAgain() {
        system.mailboxes.overrides.put(5L, TargetResult.Status.OVER_QUOTA);
        AcceptedMessage sent = system.send(message("s@local.test", BODY, local(5), local(6)));
        LifecycleEvent deferred = system.event(sent.getQueueId(), Kind.DEFERRED);
        assertEquals("4.2.2", deferred.getEnhancedStatus());
        assertTrue(deferred.getNextAttemptAtMs() > deferred.getAtMs());
        system.mailboxes.overrides.remove(5L);
        assertEquals(sent.getQueueId(), system.mailboxes.take(5).item().getQueueId());
        system.mailboxes.take(6);
        assertEquals(0, system.mailboxes.count(6), "who had it already does not get it again");
    }

    @Test
    void reportsAnAccountThatIsGone() {
        system.mailboxes.overrides.put(7L, TargetResult.Status.NO_SUCH_ACCOUNT);
        AcceptedMessage sent = system.send(message("8@local.test", BODY, local(7)));
        LifecycleEvent bounced = system.event(sent.getQueueId(), Kind.BOUNCED);
        DeliveryItem report = system.mailboxes.take(8).item();
        assertEquals(bounced.getDsnQueueId(), report.getQueueId());
        assertEquals("", report.getReversePath());
        String text = report.getContent().getInline().toStringUtf8();
        assertTrue(text.contains("Final-Recipient: rfc822; 7@local.test"), text);
        assertTrue(text.contains("Status: 5.1.1"), text);
        assertTrue(text.contains("Subject: hello"), text);
    }

    @Test
    void neverReportsToTheNullSender() {
        system.mailboxes.overrides.put(9L, TargetResult.Status.NO_SUCH_ACCOUNT);
        AcceptedMessage sent = system.send(message("", BODY, local(9)));
        assertEquals("", system.event(sent.getQueueId(), Kind.BOUNCED).getDsnQueueId());
    }

    @Test
    void buriesWhatItCannotRead() {
        system.produce(Topics.ACCEPTED, "poison", new byte[] {1, 2, 3});
        DeadLetter letter = system.deadLetters.await(
                "dead letter", each -> each.getKey().toStringUtf8().equals("poison"));
        assertArrayEquals(new byte[] {1, 2, 3}, letter.getValue().toByteArray());
        assertEquals("UNDECODABLE", letter.getReason());
        assertEquals(Topics.ACCEPTED, letter.getTopic());
        AcceptedMessage senseless = message("s@local.test", BODY).toBuilder().build();
        system.send(senseless);
        assertEquals(
                "INCONSISTENT",
                system.deadLetters
                        .await(
                                "dead letter",
                                each -> each.getKey().toStringUtf8().equals(senseless.getQueueId()))
                        .getReason());
        system.produce(Topics.OUTBOUND, "poison.test", new byte[] {9});
        system.deadLetters.await(
                "dead letter", each -> each.getKey().toStringUtf8().equals("poison.test"));
        system.send(message("s@local.test", BODY, local(10)));
        system.mailboxes.take(10);
    }

    @Test
    void relaysByMx() {
        String domain = system.remoteDomain("relay.test");
        AcceptedMessage sent =
                system.send(message("s@local.test", BODY, remote("a@" + domain), remote("b@" + domain), local(11)));
        FakeMx.Received received = system.mx.take();
        assertEquals("Received: from test\r\n" + BODY, received.latin1());
        assertTrue(received.tls());
        assertEquals(List.of("TO:<a@relay.test>", "TO:<b@relay.test>"), received.recipients());
        assertTrue(received.mailFrom().startsWith("FROM:<s@local.test> SIZE="), received.mailFrom());
        assertTrue(received.mailFrom().contains("BODY=8BITMIME"), received.mailFrom());
        LifecycleEvent event = system.event(sent.getQueueId(), Kind.RELAYED);
        assertEquals("250 2.0.0 queued as fake", event.getRemoteReply());
        assertEquals("mx.relay.test [127.0.0.1]", event.getRemoteHost());
        system.mailboxes.take(11);
    }

    @Test
    void relaysALargeBodyFromTheBlobStore() {
        String domain = system.remoteDomain("large.test");
        String body = "Subject: large\r\n\r\n" + ".0123456789abcdef\r\n".repeat(100_000);
        AcceptedMessage sent = system.send(system.inBlobStore(message("s@local.test", body, remote("a@" + domain))));
        FakeMx.Received received = system.mx.take();
        assertEquals("Received: from test\r\n" + body, received.latin1());
        system.event(sent.getQueueId(), Kind.RELAYED);
    }

    @Test
    void triesAgainAfterGreylisting() {
        String domain = system.remoteDomain("grey.test");
        system.mx.reply("RCPT", "451 4.7.1 come back later");
        AcceptedMessage sent = system.send(message("s@local.test", BODY, remote("a@" + domain)));
        LifecycleEvent deferred = system.event(sent.getQueueId(), Kind.DEFERRED);
        assertEquals("4.7.1", deferred.getEnhancedStatus());
        assertEquals("451 4.7.1 come back later", deferred.getRemoteReply());
        assertEquals(List.of("TO:<a@grey.test>"), system.mx.take().recipients());
        assertEquals(2, system.event(sent.getQueueId(), Kind.RELAYED).getAttempt());
        assertEquals(
                0,
                system.queryCount(
                        "SELECT count(*) FROM delivery.deferred WHERE queue_id = '" + sent.getQueueId() + "'"));
    }

    @Test
    void reportsWhatIsRefusedAndRelaysTheRest() {
        String domain = system.remoteDomain("refuse.test");
        system.mx.reply("RCPT", "550 5.1.1 no such user");
        AcceptedMessage sent =
                system.send(message("12@local.test", BODY, remote("bad@" + domain), remote("good@" + domain)));
        assertEquals(List.of("TO:<good@refuse.test>"), system.mx.take().recipients());
        LifecycleEvent bounced = system.event(sent.getQueueId(), Kind.BOUNCED);
        assertEquals("bad@refuse.test", bounced.getRecipient());
        String report =
                system.mailboxes.take(12).item().getContent().getInline().toStringUtf8();
        assertTrue(report.contains("Final-Recipient: rfc822; bad@refuse.test"), report);
        assertTrue(report.contains("Diagnostic-Code: smtp; 550 5.1.1 no such user"), report);
        assertTrue(report.contains("Remote-MTA: dns; mx.refuse.test"), report);
        assertFalse(report.contains("good@"), report);
    }

    @Test
    void waitsForAServerThatIsAway() {
        String domain = system.remoteDomain("away.test");
        system.stopMx();
        AcceptedMessage sent = system.send(message("s@local.test", BODY, remote("a@" + domain)));
        LifecycleEvent deferred = system.event(sent.getQueueId(), Kind.DEFERRED);
        assertEquals("CONNECT_FAILED", deferred.getReason());
        system.startMxAgain();
        assertEquals(List.of("TO:<a@away.test>"), system.mx.take().recipients());
        system.event(sent.getQueueId(), Kind.RELAYED);
    }

    @Test
    void knowsWhatTheDnsSays() {
        system.dns.with("null.test", "MX", "0 .");
        system.dns.with("plain.test", "A", "127.0.0.1");
        system.dns.with("alias.test", "CNAME", "plain.test.");
        system.dns.with("loop.test", "MX", "5 mail.test.").with("loop.test", "MX", "10 mx.plain.test.");
        system.dns.failing("broken.test", FakeDns.Failure.SERVFAIL);
        assertEquals("5.1.10", outcome("null.test", Kind.BOUNCED).getEnhancedStatus());
        assertEquals("5.1.2", outcome("nowhere.test", Kind.BOUNCED).getEnhancedStatus());
        assertEquals("LOOPS_BACK", outcome("loop.test", Kind.BOUNCED).getReason());
        assertEquals(
                "plain.test [127.0.0.1]", outcome("plain.test", Kind.RELAYED).getRemoteHost());
        outcome("alias.test", Kind.RELAYED);
        outcome("[127.0.0.1]", Kind.RELAYED);
        LifecycleEvent deferred = outcome("broken.test", Kind.DEFERRED);
        assertEquals("4.4.3", deferred.getEnhancedStatus());
        system.dns.healed("broken.test").with("broken.test", "A", "127.0.0.1");
        system.event(deferred.getQueueId(), Kind.RELAYED);
        for (int i = 0; i < 4; i++) {
            system.mx.take();
        }
    }

    private static LifecycleEvent outcome(String domain, Kind kind) {
        AcceptedMessage sent = system.send(message("13@local.test", BODY, remote("a@" + domain)));
        return system.event(sent.getQueueId(), kind);
    }

    @Test
    void goesOnInPlaintextWhereTlsIsNotToBeHad() {
        String domain = system.remoteDomain("plaintext.test");
        system.mx.reply("STARTTLS", "454 4.7.0 not now");
        system.send(message("s@local.test", BODY, remote("a@" + domain)));
        assertFalse(system.mx.take().tls());
    }

    @Test
    void sendsAgainWhatBrokeOffAfterTheFinalDot() {
        String domain = system.remoteDomain("ambiguous.test");
        system.mx.reply("DOT", FakeMx.DROP);
        AcceptedMessage sent = system.send(message("s@local.test", BODY, remote("a@" + domain)));
        assertEquals(
                "CONNECTION_LOST",
                system.event(sent.getQueueId(), Kind.DEFERRED).getReason());
        assertEquals(List.of("TO:<a@ambiguous.test>"), system.mx.take().recipients());
        assertEquals(2, system.event(sent.getQueueId(), Kind.RELAYED).getAttempt());
    }

    @Test
    void reportsSuccessWhereItWasAskedFor() {
        String domain = system.remoteDomain("success.test");
        AcceptedMessage sent = system.send(message(
                "20@local.test",
                BODY,
                local(21).toBuilder().addNotify(DsnNotify.NOTIFY_SUCCESS).build(),
                remote("a@" + domain).toBuilder()
                        .addNotify(DsnNotify.NOTIFY_SUCCESS)
                        .build(),
                remote("quiet@" + domain)));
        String first = system.mailboxes.take(20).item().getContent().getInline().toStringUtf8();
        String second =
                system.mailboxes.take(20).item().getContent().getInline().toStringUtf8();
        String both = first + second;
        assertTrue(both.contains("Final-Recipient: rfc822; 21@local.test\r\nAction: delivered"), both);
        assertTrue(both.contains("Final-Recipient: rfc822; a@success.test\r\nAction: relayed"), both);
        assertFalse(both.contains("quiet@"), both);
        system.mx.take();
        system.event(sent.getQueueId(), Kind.RELAYED);
    }

    @Test
    void keepsQuietWhereThatWasAskedFor() {
        system.mailboxes.overrides.put(22L, TargetResult.Status.NO_SUCH_ACCOUNT);
        AcceptedMessage sent = system.send(message(
                "23@local.test",
                BODY,
                local(22).toBuilder().addNotify(DsnNotify.NOTIFY_NEVER).build()));
        assertEquals("", system.event(sent.getQueueId(), Kind.BOUNCED).getDsnQueueId());
        assertEquals(0, system.mailboxes.count(23));
    }

    @Test
    void givesUpInTheEnd() {
        String domain = system.remoteDomain("late.test");
        system.mx.reply("RCPT", "451 4.2.0 no").reply("RCPT", "452 4.2.2 still no");
        AcceptedMessage sent = system.send(message("24@local.test", BODY, remote("a@" + domain)).toBuilder()
                .setAcceptedAtMs(System.currentTimeMillis() - Duration.ofDays(6).toMillis())
                .build());
        LifecycleEvent expired = system.event(sent.getQueueId(), Kind.EXPIRED);
        assertEquals("4.4.7", expired.getEnhancedStatus());
        assertEquals("452 4.2.2 still no", expired.getRemoteReply());
        DeliveryItem report = system.mailboxes.take(24).item();
        assertEquals(expired.getDsnQueueId(), report.getQueueId());
        String text = report.getContent().getInline().toStringUtf8();
        assertTrue(text.contains("Action: failed\r\nStatus: 4.4.7"), text);
        assertEquals(
                0,
                system.queryCount(
                        "SELECT count(*) FROM delivery.deferred WHERE queue_id = '" + sent.getQueueId() + "'"));
    }

    @Test
    void aBodyThatIsGoneIsReported() {
        String domain = system.remoteDomain("gone.test");
        AcceptedMessage message = message("25@local.test", BODY, remote("a@" + domain));
        system.send(message.toBuilder()
                .setContent(message.getContent().toBuilder().setBlobKey("mail/never-written"))
                .build());
        assertEquals(
                "BODY_MISSING", system.event(message.getQueueId(), Kind.BOUNCED).getReason());
        system.mailboxes.take(25);
    }

    @Test
    void relaysACopyOfARecordOnlyOnce() {
        String domain = system.remoteDomain("once.test");
        AcceptedMessage sent = system.send(message("s@local.test", BODY, remote("a@" + domain)));
        system.mx.take();
        system.event(sent.getQueueId(), Kind.RELAYED);
        OutboundMessage record = system.outbound.await(
                "outbound record", each -> each.getQueueId().equals(sent.getQueueId()));
        system.produce(Topics.OUTBOUND, domain, record.toByteArray());
        AcceptedMessage next = system.send(message("s@local.test", BODY, remote("next@" + domain)));
        assertEquals(List.of("TO:<next@once.test>"), system.mx.take().recipients());
        system.event(next.getQueueId(), Kind.RELAYED);
        assertEquals(
                1,
                system.events
                        .now(event -> event.getQueueId().equals(sent.getQueueId()) && event.getKind() == Kind.RELAYED)
                        .size());
    }

    @Test
    void anotherWorkerGoesOnWhereOneStopped() {
        system.stopWorker();
        AcceptedMessage sent = system.send(message("s@local.test", BODY, local(14)));
        system.startWorkerAgain();
        assertEquals(sent.getQueueId(), system.mailboxes.take(14).item().getQueueId());
        assertEquals(0, system.mailboxes.count(14));
    }
}
