package dev.postrider.delivery.adapter;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.ByteString;
import dev.postrider.delivery.port.Deferral;
import dev.postrider.delivery.port.DeferredRow;
import dev.postrider.delivery.port.DueIn;
import dev.postrider.delivery.port.HandledKey;
import dev.postrider.delivery.port.Settlement;
import dev.postrider.servicekit.config.Configuration;
import dev.postrider.servicekit.postgres.Databases;
import dev.postrider.servicekit.postgres.Migrations;
import dev.postrider.servicekit.postgres.PostgresSettings;
import dev.postrider.testkit.TestVertx;
import dev.postrider.testkit.fixture.PostgresFixture;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Pool;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PgDeferredQueueIT {
    private static final Duration NEVER = Duration.ofDays(1);
    private static final Duration LEASE = Duration.ofMinutes(1);
    private static final String TRACEPARENT = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

    private final Vertx vertx = TestVertx.start();
    private final PostgresSettings postgres = PostgresSettings.from(
            Configuration.of(PostgresFixture.shared().freshDatabase().hocon()).section("postgres"));
    private final PgDeferredQueue queue = PgDeferredQueue.open(vertx, postgres, "test");
    private final Pool sql = Databases.pool(vertx, postgres, "test-sql");

    @BeforeEach
    void migrate() {
        await(Migrations.run(vertx, postgres, "classpath:db/delivery", "delivery"));
    }

    @AfterEach
    void stop() {
        await(queue.close());
        await(sql.close());
        await(vertx.close());
    }

    private static <T> T await(Future<T> future) {
        try {
            return future.await(30, TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            throw new AssertionError("no answer", e);
        }
    }

    private static Deferral deferral(String queueId, int bucket, Duration delay, String... recipients) {
        return deferral(queueId, 1, bucket, delay, recipients);
    }

    private static Deferral deferral(String queueId, int attempts, int bucket, Duration delay, String... recipients) {
        return new Deferral(
                queueId,
                Deferral.Kind.RELAY,
                "x.example",
                "s@example",
                List.of(recipients),
                ByteString.copyFromUtf8("payload of " + queueId),
                10,
                attempts,
                delay,
                System.currentTimeMillis(),
                System.currentTimeMillis() + 1_000_000,
                "REFUSED_FOR_NOW",
                "mx",
                "451 later",
                bucket,
                false,
                Optional.of(TRACEPARENT));
    }

    private void settle(Deferral deferral) {
        await(queue.settle(List.of(new Settlement(Optional.of(deferral), Optional.empty()))));
    }

    private List<DeferredRow> claim(String owner, Integer... buckets) {
        return await(queue.claim(owner, Set.of(buckets), NEVER, 10, LEASE));
    }

    private void run(String statement) {
        await(sql.query(statement).execute());
    }

    @Test
    void onlyWhatIsDueAndOursIsClaimedAndByOneAlone() {
        settle(deferral("due", 1, Duration.ZERO, "a@x"));
        settle(deferral("later", 1, Duration.ofHours(1), "a@x"));
        settle(deferral("theirs", 2, Duration.ZERO, "a@x"));
        List<DeferredRow> rows = claim("me", 1);
        assertEquals(List.of("due"), rows.stream().map(DeferredRow::queueId).toList());
        assertEquals("payload of due", rows.getFirst().payload().toStringUtf8());
        assertEquals(Optional.of(TRACEPARENT), rows.getFirst().traceparent());
        assertFalse(rows.getFirst().expired());
        assertEquals(List.of(), claim("other", 1), "leased");
        run("UPDATE delivery.deferred SET state = 'held'");
        assertEquals(List.of(), claim("other", 2), "held by an operator");
    }

    @Test
    void twoClaimersNeverGetTheSameRow() {
        for (int i = 0; i < 20; i++) {
            settle(deferral("q" + i, 1, Duration.ZERO, "a@x"));
        }
        Future<List<DeferredRow>> one = queue.claim("one", Set.of(1), NEVER, 20, LEASE);
        Future<List<DeferredRow>> two = queue.claim("two", Set.of(1), NEVER, 20, LEASE);
        Set<Long> ids = new HashSet<>();
        await(one).forEach(row -> assertTrue(ids.add(row.id())));
        await(two).forEach(row -> assertTrue(ids.add(row.id())));
        claim("three", 1).forEach(row -> assertTrue(ids.add(row.id())));
        assertTrue(ids.size() <= 20);
    }

    @Test
    void whoLostTheLeaseChangesNothing() {
        settle(deferral("q", 1, Duration.ZERO, "a@x"));
        DeferredRow old = claim("old", 1).getFirst();
        run("UPDATE delivery.deferred SET lease_until = now() - interval '1 second'");
        DeferredRow taken = claim("new", 1).getFirst();
        assertEquals(old.id(), taken.id());
        assertEquals(old.plannedAtMs(), taken.plannedAtMs(), "a report's id must not depend on who sends it");
        assertEquals(Set.of(), await(queue.extend(List.of(old), LEASE)));
        assertFalse(await(queue.remove(old)));
        assertFalse(await(queue.putBack(old, deferral("q", 1, Duration.ZERO, "a@x"))));
        await(queue.release(List.of(old)));
        await(queue.hold(old));
        assertEquals(List.of(), claim("third", 1), "the new owner's lease stands");
        assertEquals(Set.of(taken.id()), await(queue.extend(List.of(taken), LEASE)));
        assertTrue(await(queue.remove(taken)));
    }

    @Test
    void aRowGoesBackNarrowedAndComesAgain() {
        settle(deferral("q", 1, Duration.ZERO, "a@x", "b@x"));
        DeferredRow row = claim("me", 1).getFirst();
        assertTrue(await(queue.putBack(row, deferral("q", 1, Duration.ZERO, "b@x"))));
        DeferredRow again = claim("me", 1).getFirst();
        assertEquals(row.id(), again.id());
        assertTrue(again.fence() > row.fence());
        await(queue.release(List.of(again)));
        assertEquals(1, claim("other", 1).size());
    }

    @Test
    void aRowThatWasNotTriedComesAgainWithTheAttemptsItHad() {
        settle(deferral("q", 0, 1, Duration.ZERO, "a@x"));
        DeferredRow row = claim("me", 1).getFirst();
        assertEquals(0, row.attempts());
        assertTrue(await(queue.putBack(row, deferral("q", 0, 1, Duration.ZERO, "a@x"))));
        DeferredRow again = claim("me", 1).getFirst();
        assertEquals(0, again.attempts());
        assertTrue(again.fence() > row.fence(), "each claim has a token of its own, tried or not");
        assertFalse(await(queue.remove(row)));
    }

    @Test
    void aRowThatWouldBecomeAnothersTwinGoes() {
        settle(deferral("q", 1, Duration.ZERO, "a@x", "b@x"));
        DeferredRow row = claim("me", 1).getFirst();
        settle(deferral("q", 1, Duration.ofHours(1), "b@x"));
        assertTrue(await(queue.putBack(row, deferral("q", 1, Duration.ZERO, "b@x"))));
        assertEquals(
                1,
                await(sql.query("SELECT count(*) FROM delivery.deferred").execute())
                        .iterator()
                        .next()
                        .getLong(0));
    }

    @Test
    void settlingTwiceIsSettlingOnce() {
        HandledKey key = new HandledKey("q", "x.example");
        Settlement settlement = new Settlement(Optional.of(deferral("q", 1, Duration.ZERO, "a@x")), Optional.of(key));
        assertEquals(Set.of(), await(queue.handled(List.of(key))));
        await(queue.settle(List.of(settlement, settlement)));
        await(queue.settle(List.of(settlement)));
        assertEquals(Set.of(key), await(queue.handled(List.of(key, new HandledKey("q", "y.example")))));
        assertEquals(1, claim("me", 1).size());
        await(queue.forgetHandled(Duration.ofDays(1)));
        assertEquals(Set.of(key), await(queue.handled(List.of(key))));
        await(queue.forgetHandled(Duration.ofSeconds(-1)));
        assertEquals(Set.of(), await(queue.handled(List.of(key))));
    }

    @Test
    void whatNobodyTookIsTakenByAnyone() {
        settle(deferral("q", 99, Duration.ZERO, "a@x"));
        assertEquals(List.of(), await(queue.claim("me", Set.of(1), Duration.ofMinutes(5), 10, LEASE)));
        run("UPDATE delivery.deferred SET next_attempt_at = now() - interval '6 minutes'");
        assertEquals(
                1,
                await(queue.claim("me", Set.of(1), Duration.ofMinutes(5), 10, LEASE))
                        .size());
    }

    @Test
    void anExpiredRowSaysSoAndIsDueAtItsEnd() {
        settle(deferral("q", 1, Duration.ofDays(30), "a@x"));
        assertEquals(List.of(), claim("me", 1));
        run("UPDATE delivery.deferred SET expires_at = now() - interval '1 second', next_attempt_at = now()");
        assertTrue(claim("me", 1).getFirst().expired());
    }

    @Test
    void tellsTheAgeOfWhatIsDue() {
        assertEquals(Optional.empty(), await(queue.oldestDue(Set.of(1))));
        settle(deferral("q", 1, Duration.ZERO, "a@x"));
        run("UPDATE delivery.deferred SET next_attempt_at = now() - interval '1 hour'");
        assertTrue(await(queue.oldestDue(Set.of(1))).orElseThrow().toMinutes() >= 60);
        assertEquals(Optional.empty(), await(queue.oldestDue(Set.of(2))));
    }

    @Test
    void countsByWhenTheNextAttemptIsDue() {
        settle(deferral("started", 1, Duration.ZERO, "a@x"));
        claim("me", 1);
        settle(deferral("now", 1, Duration.ZERO, "a@x"));
        settle(deferral("soon", 1, Duration.ofMinutes(2), "a@x"));
        settle(deferral("late", 1, Duration.ofHours(20), "a@x"));
        settle(deferral("somebody-else's", 2, Duration.ZERO, "a@x"));
        settle(deferral("held", 1, Duration.ofHours(3), "a@x"));
        run("UPDATE delivery.deferred SET state = 'held' WHERE queue_id = 'held'");
        run("UPDATE delivery.deferred SET next_attempt_at = now() + interval '20 hours' WHERE queue_id = 'late'");
        assertEquals(
                Map.of(DueIn.STARTED, 1L, DueIn.NOW, 1L, DueIn.FIVE_MINUTES, 1L, DueIn.LATER, 1L, DueIn.HELD, 1L),
                await(queue.counts(Set.of(1))));
    }
}
