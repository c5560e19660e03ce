package dev.postrider.delivery.adapter;

import static dev.postrider.delivery.adapter.DeskFixture.await;
import static dev.postrider.delivery.adapter.DeskFixture.waiting;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.postrider.delivery.admin.QueueFilter;
import dev.postrider.delivery.admin.QueueSummary;
import dev.postrider.delivery.admin.QueuedPart;
import dev.postrider.delivery.policy.Reason;
import dev.postrider.delivery.port.Deferral;
import dev.postrider.delivery.port.DeferredRow;
import dev.postrider.delivery.port.DueIn;
import dev.postrider.servicekit.admin.Page;
import io.vertx.core.Future;
import io.vertx.sqlclient.SqlConnection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PgQueueDeskIT {
    private static final Duration LEASE = Duration.ofMinutes(1);

    private final DeskFixture queue = new DeskFixture();

    @AfterEach
    void stop() {
        queue.close();
    }

    private static QueueFilter where(
            Optional<Deferral.Kind> kind,
            Optional<String> destination,
            Optional<String> sender,
            Optional<String> recipient,
            Optional<Reason> reason,
            Optional<Duration> olderThan,
            Optional<Boolean> held) {
        return new QueueFilter(Optional.empty(), kind, destination, sender, recipient, reason, olderThan, held);
    }

    private static QueueFilter destination(String name) {
        return where(
                Optional.empty(),
                Optional.of(name),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    private List<String> ids(QueueFilter filter) {
        return await(queue.desk.list(filter, 0, 100)).items().stream()
                .map(QueuedPart::queueId)
                .toList();
    }

    private QueuedPart only(String queueId) {
        List<QueuedPart> parts =
                await(queue.desk.list(QueueFilter.of(queueId), 0, 100)).items();
        assertEquals(1, parts.size());
        return parts.getFirst();
    }

    @Test
    void theSummaryNamesDestinationsWithTheirTrouble() {
        queue.defer(waiting("q1", "big.example"));
        queue.defer(waiting("q2", "big.example"));
        queue.defer(waiting("q3", "big.example"));
        queue.defer(waiting("q4", "small.example"));
        queue.run(
                "UPDATE delivery.deferred SET reason = 'TIMED_OUT', last_reply = '', attempts = 5 WHERE queue_id = 'q3'");
        queue.run("UPDATE delivery.deferred SET next_attempt_at = now() - interval '10 minutes' WHERE queue_id = 'q2'");
        await(queue.desk.hold(QueueFilter.of("q1"), 0, 10));
        QueueSummary all = await(queue.desk.summary(QueueFilter.ALL, 10));
        assertEquals(List.of(4L, 1L, 0L, 1L), List.of(all.messages(), all.due(), all.inProgress(), all.held()));
        assertEquals(10, all.oldestDue().orElseThrow().toMinutes());
        assertFalse(all.more());
        QueueSummary.Destination big = all.destinations().getFirst();
        assertEquals("big.example", big.destination());
        assertEquals(List.of(3L, 1L), List.of(big.messages(), big.held()));
        assertEquals(5, big.attempts());
        assertEquals("refused_for_now", big.reason());
        assertEquals("451 4.7.1 later", big.lastReply());
        assertTrue(big.nextAttemptAt().isPresent());
        queue.claim();
        QueueSummary working = await(queue.desk.summary(destination("big.example"), 10));
        assertEquals(
                List.of(3L, 0L, 1L, 1L),
                List.of(working.messages(), working.due(), working.inProgress(), working.held()));
        assertEquals(Optional.empty(), working.oldestDue());
        // As a version before left what an operator gave up.
        queue.run("UPDATE delivery.deferred SET lease_until = now() + interval '1 minute' WHERE queue_id = 'q1'");
        QueueSummary given = await(queue.desk.summary(destination("big.example"), 10));
        assertEquals(List.of(2L, 0L), List.of(given.inProgress(), given.held()));
        assertEquals(0, given.destinations().getFirst().held(), "the same thing for a destination and in all");
        QueueSummary bounded = await(queue.desk.summary(QueueFilter.ALL, 1));
        assertEquals(1, bounded.destinations().size());
        assertTrue(bounded.more());
    }

    @Test
    void anEmptyQueueHasNothingToTell() {
        QueueSummary empty = await(queue.desk.summary(QueueFilter.ALL, 10));
        assertEquals(new QueueSummary(0, 0, 0, 0, Optional.empty(), List.of(), false), empty);
    }

    @Test
    void eachFilterLetsThroughWhatItNames() {
        queue.defer(waiting("plain", "x.example"));
        queue.defer(waiting("other", "y.example"));
        queue.defer(waiting("bounce", "x.example"));
        queue.run("UPDATE delivery.deferred SET sender = '', recipients = '{C@x.example}' WHERE queue_id = 'bounce'");
        queue.defer(waiting("late", "x.example"));
        queue.run("UPDATE delivery.deferred SET reason = 'DNS_FAILED', accepted_at = now() - interval '2 days'"
                + " WHERE queue_id = 'late'");
        queue.defer(waiting("here", "x.example"));
        queue.run("UPDATE delivery.deferred SET kind = 'local', destination = '' WHERE queue_id = 'here'");
        queue.defer(waiting("held", "x.example"));
        await(queue.desk.hold(QueueFilter.of("held"), 0, 10));
        Optional<Deferral.Kind> anyKind = Optional.empty();
        Optional<String> any = Optional.empty();
        Optional<Reason> anyReason = Optional.empty();
        Optional<Duration> anyAge = Optional.empty();
        Optional<Boolean> anyState = Optional.empty();
        assertEquals(List.of("plain", "other", "bounce", "late", "here", "held"), ids(QueueFilter.ALL));
        assertEquals(List.of("other"), ids(destination("y.example")));
        assertEquals(
                List.of("here"),
                ids(where(Optional.of(Deferral.Kind.LOCAL), any, any, any, anyReason, anyAge, anyState)));
        assertEquals(List.of("bounce"), ids(where(anyKind, any, Optional.of(""), any, anyReason, anyAge, anyState)));
        assertEquals(
                5,
                ids(where(anyKind, any, Optional.of("sender@example.org"), any, anyReason, anyAge, anyState))
                        .size());
        assertEquals(
                List.of("bounce"),
                ids(where(anyKind, any, any, Optional.of("c@x.example"), anyReason, anyAge, anyState)));
        assertEquals(
                List.of("late"), ids(where(anyKind, any, any, any, Optional.of(Reason.DNS_FAILED), anyAge, anyState)));
        assertEquals(
                List.of("late"),
                ids(where(anyKind, any, any, any, anyReason, Optional.of(Duration.ofDays(1)), anyState)));
        assertEquals(List.of("held"), ids(where(anyKind, any, any, any, anyReason, anyAge, Optional.of(true))));
        assertEquals(
                5,
                ids(where(anyKind, any, any, any, anyReason, anyAge, Optional.of(false)))
                        .size());
        assertEquals(List.of("plain"), ids(QueueFilter.of("plain")));
        assertEquals(
                List.of("held"),
                ids(where(anyKind, Optional.of("x.example"), any, any, anyReason, anyAge, Optional.of(true))),
                "both");
    }

    @Test
    void listsComeInParts() {
        for (int i = 0; i < 7; i++) {
            queue.defer(waiting("q" + i, "x.example"));
        }
        List<String> read = new ArrayList<>();
        long after = 0;
        int pages = 0;
        while (after >= 0) {
            Page<QueuedPart> page = await(queue.desk.list(QueueFilter.ALL, after, 3));
            page.items().forEach(part -> read.add(part.queueId()));
            after = page.next().map(Long::parseLong).orElse(-1L);
            // What goes in between moves nothing.
            queue.run("DELETE FROM delivery.deferred WHERE queue_id = 'q0'");
            pages++;
        }
        assertEquals(3, pages);
        assertEquals(List.of("q0", "q1", "q2", "q3", "q4", "q5", "q6"), read);
    }

    @Test
    void whatIsRescheduledIsDueAtOnce() {
        queue.defer(waiting("q", "x.example"));
        assertEquals(List.of(), queue.claim());
        List<QueuedPart> changed = await(queue.desk.reschedule(QueueFilter.ALL, 0, 10));
        assertEquals(QueuedPart.State.DUE, changed.getFirst().state());
        assertEquals(List.of(), await(queue.desk.reschedule(QueueFilter.ALL, 0, 10)), "it is already");
        assertEquals(
                List.of("q"), queue.claim().stream().map(DeferredRow::queueId).toList());
    }

    @Test
    void heldMailIsNotTriedNorDueNorExpires() {
        queue.defer(waiting("q", "x.example"));
        await(queue.desk.reschedule(QueueFilter.ALL, 0, 10));
        assertEquals(1, await(queue.desk.hold(QueueFilter.ALL, 0, 10)).size());
        assertEquals(List.of(), queue.claim());
        assertEquals(List.of(), await(queue.desk.reschedule(QueueFilter.ALL, 0, 10)), "it stays held");
        assertEquals(Optional.empty(), await(queue.queue.oldestDue(Set.of(1))));
        assertEquals(Map.of(DueIn.HELD, 1L), await(queue.queue.counts(Set.of(1))));
        queue.run(
                "UPDATE delivery.deferred SET held_at = now() - interval '3 days', expires_at = now() - interval '2 days'");
        QueuedPart released = await(queue.desk.release(QueueFilter.ALL, 0, 10)).getFirst();
        Duration left = Duration.between(java.time.Instant.now(), released.expiresAt());
        assertEquals(23, left.toHours(), "as much as it had left when it was held");
        DeferredRow row = queue.claim().getFirst();
        assertFalse(row.expired());
        assertEquals(0, queue.count("held_at IS NOT NULL"));
    }

    @Test
    void whatAVersionBeforeHeldCanBeReleased() {
        queue.defer(waiting("q", "x.example"));
        queue.run("UPDATE delivery.deferred SET state = 'held', next_attempt_at = now() - interval '1 day',"
                + " expires_at = now() - interval '1 hour'");
        await(queue.desk.release(QueueFilter.ALL, 0, 10));
        assertFalse(queue.claim().getFirst().expired());
    }

    @Test
    void whatIsDroppedIsGone() {
        queue.defer(waiting("q1", "x.example"));
        queue.defer(waiting("q2", "y.example"));
        assertEquals(
                List.of("a@x.example", "b@x.example"),
                await(queue.desk.drop(destination("x.example"), 0, 10))
                        .getFirst()
                        .recipients());
        assertEquals(List.of("q2"), ids(QueueFilter.ALL));
    }

    @Test
    void aBatchIsNoLargerThanItsLimit() {
        for (int i = 0; i < 5; i++) {
            queue.defer(waiting("q" + i, "x.example"));
        }
        assertEquals(2, await(queue.desk.hold(QueueFilter.ALL, 0, 2)).size());
        assertEquals(2, await(queue.desk.hold(QueueFilter.ALL, 0, 2)).size());
        assertEquals(1, await(queue.desk.hold(QueueFilter.ALL, 0, 2)).size());
    }

    @Test
    void aRowInWorkIsNotTouched() {
        queue.defer(waiting("q", "x.example"));
        await(queue.desk.reschedule(QueueFilter.ALL, 0, 10));
        DeferredRow row = queue.claim().getFirst();
        queue.run("UPDATE delivery.deferred SET next_attempt_at = now() + interval '1 hour'");
        assertEquals(QueuedPart.State.IN_PROGRESS, only("q").state());
        assertEquals(List.of(), await(queue.desk.reschedule(QueueFilter.ALL, 0, 10)));
        assertEquals(List.of(), await(queue.desk.hold(QueueFilter.ALL, 0, 10)));
        assertEquals(List.of(), await(queue.desk.drop(QueueFilter.ALL, 0, 10)));
        assertEquals(List.of(), await(queue.desk.take(QueueFilter.ALL, 0, 10, "operator", LEASE)));
        assertEquals(1, await(queue.desk.busy(QueueFilter.ALL)));
        assertTrue(await(queue.queue.remove(row)), "the worker ends it as if nobody had asked");
    }

    /** The claim is under way, and not committed, when the operator acts: he neither waits for it nor acts on what it took. */
    @Test
    void aClaimInTheSameMomentWins() {
        queue.defer(waiting("taken", "x.example"));
        queue.defer(waiting("free", "x.example"));
        SqlConnection worker = await(queue.sql.getConnection());
        await(worker.query("BEGIN").execute());
        await(worker.query(
                        "UPDATE delivery.deferred SET fence = fence + 1, lease_owner = 'w', lease_until = now() + interval '1 minute'"
                                + " WHERE queue_id = 'taken'")
                .execute());
        List<QueuedPart> dropped = await(queue.desk.drop(QueueFilter.ALL, 0, 10));
        assertEquals(List.of("free"), dropped.stream().map(QueuedPart::queueId).toList());
        await(worker.query("COMMIT").execute());
        await(worker.close());
        assertEquals(List.of(), await(queue.desk.drop(QueueFilter.ALL, 0, 10)));
        assertEquals(1, queue.count("queue_id = 'taken'"));
    }

    /** Many claims and many drops at once: each row is a worker's or dropped, and none is both. */
    @Test
    void eachRowIsEitherClaimedOrDropped() {
        for (int i = 0; i < 40; i++) {
            queue.defer(waiting("q" + i, "x.example"));
        }
        await(queue.desk.reschedule(QueueFilter.ALL, 0, 100));
        List<Future<Integer>> ends = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            ends.add(queue.queue
                    .claim("w" + i, Set.of(1), Duration.ofDays(1), 5, LEASE)
                    .map(List::size));
            ends.add(queue.desk.drop(QueueFilter.ALL, 0, 5).map(List::size));
        }
        int touched = ends.stream().mapToInt(DeskFixture::await).sum();
        assertEquals(40 - queue.count("lease_until IS NULL"), touched, "none twice");
    }

    @Test
    void whatIsTakenToBeGivenUpIsClaimedAsByAWorker() {
        queue.defer(waiting("waiting", "x.example"));
        queue.defer(waiting("held", "x.example"));
        await(queue.desk.hold(QueueFilter.of("held"), 0, 10));
        List<DeferredRow> taken = await(queue.desk.take(QueueFilter.ALL, 0, 10, "operator", LEASE));
        assertEquals(2, taken.size());
        assertEquals("451 4.7.1 later", taken.getFirst().givenUp().orElseThrow().lastReply());
        assertEquals("mx.x.example", taken.getFirst().givenUp().orElseThrow().lastHost());
        assertEquals(List.of(), await(queue.desk.take(QueueFilter.ALL, 0, 10, "another", LEASE)));
    }

    /** As if the worker that was to give it up had died: nobody else decides any more, and the report keeps its id. */
    @Test
    void whatIsGivenUpStaysSo() {
        queue.defer(waiting("waiting", "x.example"));
        queue.defer(waiting("held", "x.example"));
        await(queue.desk.hold(QueueFilter.of("held"), 0, 10));
        List<Long> planned = await(queue.desk.take(QueueFilter.ALL, 0, 10, "operator", LEASE)).stream()
                .map(DeferredRow::plannedAtMs)
                .toList();
        queue.run("UPDATE delivery.deferred SET lease_until = now() - interval '1 second'");
        assertEquals(List.of(), await(queue.desk.hold(QueueFilter.ALL, 0, 10)));
        assertEquals(List.of(), await(queue.desk.drop(QueueFilter.ALL, 0, 10)));
        assertEquals(List.of(), await(queue.desk.take(QueueFilter.ALL, 0, 10, "another", LEASE)));
        assertEquals(2, await(queue.desk.busy(QueueFilter.ALL)));
        assertEquals(QueuedPart.State.IN_PROGRESS, only("held").state());
        List<DeferredRow> rows = queue.claim();
        assertEquals(
                planned.stream().sorted().toList(),
                rows.stream().map(DeferredRow::plannedAtMs).sorted().toList());
        assertTrue(rows.stream().allMatch(row -> row.givenUp().isPresent()));
        assertEquals("451 4.7.1 later", rows.getFirst().givenUp().orElseThrow().lastReply());
        rows.forEach(row -> await(queue.queue.hold(row)));
        assertEquals(
                2, await(queue.desk.release(QueueFilter.ALL, 0, 10)).size(), "what nobody understands is not given up");
        assertTrue(queue.claim().stream().allMatch(row -> row.givenUp().isEmpty()));
    }

    /** A worker that was slower than its lease has delivered: it may still say so, whatever an operator did meanwhile. */
    @Test
    void aLateWorkersSuccessCounts() {
        queue.defer(waiting("q", "x.example"));
        await(queue.desk.reschedule(QueueFilter.ALL, 0, 10));
        DeferredRow row = queue.claim().getFirst();
        queue.run("UPDATE delivery.deferred SET lease_until = now() - interval '1 second'");
        assertEquals(1, await(queue.desk.hold(QueueFilter.ALL, 0, 10)).size());
        assertTrue(await(queue.queue.remove(row)));
    }
}
