package dev.postrider.delivery;

import static dev.postrider.delivery.WorkerSystem.local;
import static dev.postrider.delivery.WorkerSystem.message;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.postrider.contracts.AcceptedMessage;
import dev.postrider.contracts.LifecycleEvent;
import dev.postrider.contracts.LifecycleEvent.Kind;
import dev.postrider.contracts.TargetResult;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A worker dies when the report of what an operator gave up is durable, and the row still there: another one ends it. */
@Timeout(120)
class GivingUpCrashIT {
    @TempDir
    Path directory;

    private void hold(WorkerSystem system, String queueId) throws Exception {
        HttpResponse<String> response = system.post(queueId, "hold");
        while (response.statusCode() == 409) {
            response = system.post(queueId, "hold");
        }
        assertEquals(200, response.statusCode(), response.body());
    }

    @Test
    void whatWasReportedIsNeitherDeliveredNorReportedAgain() throws Exception {
        try (WorkerSystem system = new WorkerSystem(directory)) {
            system.mailboxes.overrides.put(201L, TargetResult.Status.OVER_QUOTA);
            AcceptedMessage sent = message("200@local.test", "Subject: hello\r\nFrom: a@b\r\n\r\nline\r\n", local(201));
            String id = sent.getQueueId();
            try (WorkerProcess worker = WorkerProcess.start(directory, system.hocon, "delivery.report.after:halt")) {
                system.send(sent);
                system.event(id, Kind.DEFERRED);
                hold(system, id);
                assertThrows(IOException.class, () -> system.post(id, "fail"), "it dies at it");
                worker.awaitHalt();
            }
            system.mailboxes.overrides.clear();
            try (WorkerProcess next = WorkerProcess.start(directory, system.hocon, "")) {
                LifecycleEvent bounced = system.event(id, Kind.BOUNCED);
                next.assertAlive();
                assertEquals("ADMINISTRATIVE", bounced.getReason());
                assertEquals(
                        bounced.getDsnQueueId(),
                        system.mailboxes.take(200).item().getQueueId(),
                        "the report of the one that died");
                assertEquals(0, system.queryCount("SELECT count(*) FROM delivery.deferred"));
                assertEquals(0, system.mailboxes.count(200), "no second report");
                assertEquals(0, system.mailboxes.count(201), "not delivered after all");
            }
        }
    }
}
