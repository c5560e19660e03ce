package dev.postrider.mailbox;

import static dev.postrider.mailbox.MailboxSystem.await;
import static dev.postrider.mailbox.MailboxSystem.inline;
import static dev.postrider.mailbox.MailboxSystem.item;
import static dev.postrider.mailbox.MailboxSystem.newQueueId;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.postrider.contracts.DeliveryItem;
import dev.postrider.contracts.Flags;
import dev.postrider.contracts.TargetResult.Status;
import dev.postrider.servicekit.failpoint.RecordingFailpoints;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What holds when a step fails before or after it became durable. */
final class FaultsIT {
    private static final String MESSAGE = "Subject: x\r\n\r\nText";

    private MailboxSystem system;

    @BeforeEach
    void start(@TempDir Path directory) {
        system = MailboxSystem.start(directory);
        system.createAccount(1, 0);
        system.createAccount(2, 0);
    }

    @AfterEach
    void stop() {
        system.assertSound();
        system.close();
    }

    @Test
    void aFaultBeforeTheCommitLeavesNothing() {
        DeliveryItem message = item(newQueueId(), inline(MESSAGE), "", 1, 2);
        try (RecordingFailpoints failpoints = RecordingFailpoints.open().fail("mailbox.deliver.before-commit")) {
            assertThrows(Exception.class, () -> system.deliver(message));
            assertEquals(0, messages(1));
            failpoints.heal("mailbox.deliver.before-commit");
            assertEquals(
                    Status.STORED,
                    system.deliver(message).getResults(0).getTargets(1).getStatus());
            assertEquals(
                    List.of(
                            "mailbox.deliver.before-commit",
                            "mailbox.deliver.before-commit",
                            "mailbox.deliver.after-commit"),
                    failpoints.hits().stream()
                            .filter(name -> name.contains("deliver"))
                            .toList());
        }
    }

    /** As if the process had died before it answered and before it told Kafka. */
    @Test
    void aFaultAfterTheCommitLosesNoHintAndStoresOnce() {
        DeliveryItem message = item(newQueueId(), inline(MESSAGE), "", 1);
        try (RecordingFailpoints failpoints = RecordingFailpoints.open().fail("mailbox.deliver.after-commit")) {
            assertThrows(Exception.class, () -> system.deliver(message));
            failpoints.heal("mailbox.deliver.after-commit");
            assertEquals(0, system.changes.size());
            assertEquals(
                    Status.ALREADY_STORED,
                    system.deliver(message).getResults(0).getTargets(0).getStatus());
            assertEquals(1, messages(1));
            // Some replica finds the row when it is old enough to be nobody's.
            await(until(() -> !system.changes.isEmpty()));
            assertEquals(1, system.changes.peek().getAccountId());
            await(until(() -> await(system.pool
                                    .query("SELECT count(*) FROM mailbox.outbox")
                                    .execute())
                            .iterator()
                            .next()
                            .getLong(0)
                    == 0));
        }
    }

    @Test
    void aFaultAroundTheBlobAppendsNothing() {
        for (String step :
                List.of("mailbox.append.before-blob", "mailbox.append.after-blob", "mailbox.command.before-commit")) {
            try (RecordingFailpoints failpoints = RecordingFailpoints.open().fail(step)) {
                assertThrows(
                        Exception.class,
                        () -> await(system.append(1, "INBOX", new byte[300_000], Flags.getDefaultInstance())));
                assertTrue(failpoints.hits().contains(step));
            }
        }
        assertEquals(0, messages(1));
        await(system.append(1, "INBOX", new byte[300_000], Flags.getDefaultInstance()));
        assertEquals(1, messages(1));
    }

    @Test
    void aPoisonedAccountFailsAlone() {
        // A row that breaks a unique key, as damage would: no plain delivery can get there.
        await(system.pool
                .query("INSERT INTO mailbox.email_body (account_id, email_id, content) VALUES (2, 1, '')")
                .execute());
        List<Status> statuses = system
                .deliver(item(newQueueId(), inline(MESSAGE), "", 1, 2), item(newQueueId(), inline(MESSAGE), "", 1))
                .getResultsList()
                .stream()
                .flatMap(result -> result.getTargetsList().stream())
                .map(target -> target.getStatus())
                .toList();
        assertEquals(List.of(Status.STORED, Status.FAILED, Status.STORED), statuses);
        await(system.pool
                .query("DELETE FROM mailbox.email_body WHERE account_id = 2")
                .execute());
    }

    private int messages(long account) {
        return system.open(account, "INBOX", true).getFirst().getInfo().getMessages();
    }

    private Future<Void> until(BooleanSupplier condition) {
        Promise<Void> done = Promise.promise();
        Thread.ofVirtual().start(() -> look(condition, done));
        return done.future();
    }

    private void look(BooleanSupplier condition, Promise<Void> done) {
        if (condition.getAsBoolean()) {
            done.complete();
        } else {
            system.vertx
                    .timer(50, TimeUnit.MILLISECONDS)
                    .onComplete(passed -> Thread.ofVirtual().start(() -> look(condition, done)));
        }
    }
}
