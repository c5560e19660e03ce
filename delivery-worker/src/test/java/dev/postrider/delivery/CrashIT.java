package dev.postrider.delivery;

import static dev.postrider.delivery.WorkerSystem.local;
import static dev.postrider.delivery.WorkerSystem.message;
import static dev.postrider.delivery.WorkerSystem.remote;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.postrider.contracts.AcceptedMessage;
import dev.postrider.contracts.LifecycleEvent.Kind;
import dev.postrider.contracts.TargetResult;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Workers that die at each step, one after another, over mail that goes every way: into a mailbox, into a full one, to another server, and back to the
 * sender. In the end nothing is lost and nothing arrived twice, except by relay where a worker died between the remote 250 and noting it.
 */
class CrashIT {
    private static final String BODY = "Subject: probe\r\n\r\nprobe\r\n";

    private static final List<String> FAILPOINTS = List.of(
            "delivery.report.after", "delivery.settle.after", "delivery.relay.after-reply", "delivery.row.before");

    @TempDir
    Path directory;

    /** One message per failpoint; its accounts are its own. */
    private record Probe(String failpoint, AcceptedMessage message, long account) {
        long sender() {
            return account + 1;
        }

        long full() {
            return account + 2;
        }

        String remoteAddress() {
            return "probe-" + account + "@remote.test";
        }
    }

    @Test
    void nothingIsLostAndNothingArrivesTwice() {
        try (WorkerSystem system = new WorkerSystem(directory)) {
            system.remoteDomain("remote.test");
            system.dns.with("null.test", "MX", "0 .");
            List<Probe> probes = new ArrayList<>();
            Map<Probe, Integer> deathsBeforeNote = new HashMap<>();
            for (String failpoint : FAILPOINTS) {
                Probe probe = probe(system, failpoint, 1_000 + 10L * probes.size());
                probes.add(probe);
                try (WorkerProcess worker = WorkerProcess.start(directory, system.hocon, failpoint + ":halt")) {
                    system.send(probe.message());
                    worker.awaitHalt();
                }
                probes.stream()
                        .filter(each -> !isNoted(system, each))
                        .forEach(each -> deathsBeforeNote.merge(each, 1, Integer::sum));
            }
            system.mailboxes.overrides.clear();
            try (WorkerProcess last = WorkerProcess.start(directory, system.hocon, "")) {
                last.assertAlive();
                probes.forEach(probe -> check(system, probe, deathsBeforeNote.getOrDefault(probe, 0)));
            }
        }
    }

    private static Probe probe(WorkerSystem system, String failpoint, long account) {
        AcceptedMessage message = message(
                (account + 1) + "@local.test",
                BODY,
                local(account),
                local(account + 2),
                remote("probe-" + account + "@remote.test"),
                remote("nobody@null.test"));
        system.mailboxes.overrides.put(account + 2, TargetResult.Status.OVER_QUOTA);
        return new Probe(failpoint, message, account);
    }

    /** Whether the worker knows that the remote copy was relayed. */
    private static boolean isNoted(WorkerSystem system, Probe probe) {
        return system.queryCount(
                        "SELECT count(*) FROM delivery.handled WHERE destination = 'remote.test' AND queue_id = '"
                                + probe.message().getQueueId() + "'")
                > 0;
    }

    private static void check(WorkerSystem system, Probe probe, int deathsBeforeNote) {
        String name = probe.failpoint();
        system.mailboxes.take(probe.account());
        system.mailboxes.take(probe.full());
        system.mailboxes.take(probe.sender());
        system.events.await(
                "relay in " + name,
                event -> event.getQueueId().equals(probe.message().getQueueId())
                        && event.getKind() == Kind.RELAYED
                        && event.getFinalRecipient().equals(probe.remoteAddress()));
        assertEquals(0, system.mailboxes.count(probe.account()), "again in the mailbox: " + name);
        assertEquals(0, system.mailboxes.count(probe.full()), "again in the full mailbox: " + name);
        assertEquals(0, system.mailboxes.count(probe.sender()), "a second report: " + name);
        // A copy more for each worker that died before the first was noted, since it may have died after the remote
        // 250; none for any other reason.
        long relayed = system.mx.received().stream()
                .filter(received -> received.recipients().contains("TO:<" + probe.remoteAddress() + ">"))
                .count();
        assertTrue(
                relayed >= 1 && relayed <= 1 + deathsBeforeNote,
                relayed + " relayed copies, " + deathsBeforeNote + " deaths before the note: " + name);
    }
}
