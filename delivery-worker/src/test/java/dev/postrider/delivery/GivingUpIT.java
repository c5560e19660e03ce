package dev.postrider.delivery;

import static dev.postrider.delivery.WorkerSystem.local;
import static dev.postrider.delivery.WorkerSystem.message;
import static dev.postrider.delivery.WorkerSystem.remote;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.postrider.contracts.AcceptedMessage;
import dev.postrider.contracts.DeliveryItem;
import dev.postrider.contracts.LifecycleEvent;
import dev.postrider.contracts.LifecycleEvent.Kind;
import dev.postrider.contracts.TargetResult;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What an operator gives up ends as a worker ends it: with a report to the sender, and then without its row. */
@Timeout(120)
class GivingUpIT {
    private static final String BODY = "Subject: hello\r\nFrom: a@b\r\n\r\nline\r\n";

    /** More than there will be before the message is held. */
    private static final int ATTEMPTS = 1_000;

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

    private JsonObject failed(String queueId) throws Exception {
        HttpResponse<String> response = system.post(queueId, "fail");
        assertEquals(200, response.statusCode(), response.body());
        return new JsonObject(response.body());
    }

    /** Holds it as soon as the worker, which tries again all the time, is not at it. */
    private void hold(String queueId) throws Exception {
        HttpResponse<String> response = system.post(queueId, "hold");
        while (response.statusCode() == 409) {
            response = system.post(queueId, "hold");
        }
        assertEquals(200, response.statusCode(), response.body());
        assertEquals(1, new JsonObject(response.body()).getInteger("changed"));
    }

    private static long rows(AcceptedMessage message, String condition) {
        return system.queryCount("SELECT count(*) FROM delivery.deferred WHERE queue_id = '" + message.getQueueId()
                + "' AND " + condition);
    }

    @Test
    void localMailIsReportedForTheMailboxesThatStillWait() throws Exception {
        system.mailboxes.overrides.put(101L, TargetResult.Status.OVER_QUOTA);
        AcceptedMessage sent = system.send(message("100@local.test", BODY, local(101), local(102)));
        system.event(sent.getQueueId(), Kind.DEFERRED);
        hold(sent.getQueueId());
        assertEquals(1, failed(sent.getQueueId()).getInteger("changed"));
        assertEquals(0, rows(sent, "true"));
        LifecycleEvent bounced = system.event(sent.getQueueId(), Kind.BOUNCED);
        assertEquals("101@local.test", bounced.getRecipient());
        assertEquals("ADMINISTRATIVE", bounced.getReason());
        DeliveryItem report = system.mailboxes.take(100).item();
        assertEquals(bounced.getDsnQueueId(), report.getQueueId());
        String text = report.getContent().getInline().toStringUtf8();
        assertTrue(
                text.contains("Final-Recipient: rfc822; 101@local.test\r\nAction: failed\r\nStatus: 5.3.0\r\n"), text);
        assertTrue(!text.contains("102@local.test") && !text.contains("Remote-MTA"), text);
        assertEquals(0, system.mailboxes.count(101));
    }

    @Test
    void relayedMailIsReportedWithTheLastReply() throws Exception {
        String domain = system.remoteDomain("given-up.test");
        for (int i = 0; i < ATTEMPTS; i++) {
            system.mx.reply("RCPT", "451 4.7.1 come back later");
        }
        AcceptedMessage sent = system.send(message("110@local.test", BODY, remote("a@" + domain)));
        system.event(sent.getQueueId(), Kind.DEFERRED);
        hold(sent.getQueueId());
        assertEquals(1, failed(sent.getQueueId()).getInteger("changed"));
        assertEquals(0, rows(sent, "true"));
        String text = system.mailboxes.take(110).item().getContent().getInline().toStringUtf8();
        assertTrue(text.contains("Final-Recipient: rfc822; a@" + domain), text);
        assertTrue(text.contains("Status: 5.3.0"), text);
        assertTrue(text.contains("451 4.7.1 come back later"), text);
    }

    /** The answer comes when the row is held again, and says so: nobody is at it any more. */
    @Test
    void whatNobodyUnderstandsIsHeldByTheTimeOfTheAnswer() throws Exception {
        system.mailboxes.overrides.put(121L, TargetResult.Status.OVER_QUOTA);
        AcceptedMessage sent = system.send(message("120@local.test", BODY, local(121)));
        system.event(sent.getQueueId(), Kind.DEFERRED);
        hold(sent.getQueueId());
        system.queryCount("WITH spoilt AS (UPDATE delivery.deferred SET payload = '\\x010203' WHERE queue_id = '"
                + sent.getQueueId() + "' RETURNING id) SELECT count(*) FROM spoilt");
        for (int i = 0; i < 5; i++) {
            JsonObject result = failed(sent.getQueueId());
            assertEquals(1, result.getInteger("unreadable"), result::encode);
            assertEquals(0, result.getInteger("busy"), result::encode);
            assertEquals(1, rows(sent, "state = 'held' AND lease_until IS NULL"));
        }
    }
}
