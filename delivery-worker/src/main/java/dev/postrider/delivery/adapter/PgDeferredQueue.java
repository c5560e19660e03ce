package dev.postrider.delivery.adapter;

import com.google.protobuf.UnsafeByteOperations;
import dev.postrider.delivery.port.Deferral;
import dev.postrider.delivery.port.DeferredQueue;
import dev.postrider.delivery.port.DeferredRow;
import dev.postrider.delivery.port.DueIn;
import dev.postrider.delivery.port.HandledKey;
import dev.postrider.delivery.port.Settlement;
import dev.postrider.servicekit.postgres.Databases;
import dev.postrider.servicekit.postgres.PostgresSettings;
import dev.postrider.servicekit.postgres.Transactions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.pgclient.PgException;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The schema {@code delivery}. */
public final class PgDeferredQueue implements DeferredQueue {
    private static final String SELECT_HANDLED = """
        SELECT queue_id, destination FROM delivery.handled
        WHERE (queue_id, destination) IN (SELECT * FROM unnest($1::text[], $2::text[]))
        """;

    private static final String INSERT_HANDLED = """
        INSERT INTO delivery.handled (queue_id, destination)
        SELECT * FROM unnest($1::text[], $2::text[]) ON CONFLICT DO NOTHING
        """;

    private static final String INSERT_DEFERRED = """
        INSERT INTO delivery.deferred (queue_id, kind, destination, sender, recipients, recipient_digest, payload, size_octets,
            attempts, accepted_at, next_attempt_at, expires_at, reason, last_host, last_reply, delay_reported, bucket, traceparent)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, to_timestamp($10::bigint / 1000.0),
            least(now() + $11::bigint * interval '1 millisecond', greatest(now(), to_timestamp($12::bigint / 1000.0))),
            to_timestamp($12::bigint / 1000.0), $13, $14, $15, $16, $17, $18)
        ON CONFLICT (queue_id, kind, destination, recipient_digest) DO NOTHING
        """;

    /** What a claimed row is read from. */
    static final String CLAIMED = """
        id, fence, queue_id, kind, destination, payload, attempts, bucket,
            (extract(epoch FROM coalesce(given_up_planned_at, next_attempt_at)) * 1000)::bigint AS planned_at_ms,
            expires_at <= now() AS expired, delay_reported, traceparent, given_up_planned_at IS NOT NULL AS given_up, last_host, last_reply
        """;

    private static final String CLAIM = """
        UPDATE delivery.deferred SET lease_owner = $1, lease_until = now() + $2::bigint * interval '1 millisecond', fence = fence + 1
        WHERE id IN (
            SELECT id FROM delivery.deferred
            WHERE state = 'due' AND next_attempt_at <= now() AND (lease_until IS NULL OR lease_until < now())
                AND (bucket = ANY ($3::int[]) OR next_attempt_at < now() - $4::bigint * interval '1 millisecond')
            ORDER BY next_attempt_at LIMIT $5 FOR UPDATE SKIP LOCKED)
        RETURNING
        """ + CLAIMED;

    private static final String EXTEND = """
        UPDATE delivery.deferred SET lease_until = now() + $1::bigint * interval '1 millisecond'
        WHERE (id, fence) IN (SELECT * FROM unnest($2::bigint[], $3::bigint[])) RETURNING id
        """;

    private static final String REMOVE = "DELETE FROM delivery.deferred WHERE id = $1 AND fence = $2";

    private static final String PUT_BACK = """
        UPDATE delivery.deferred SET recipients = $3, recipient_digest = $4, payload = $5, attempts = $6,
            next_attempt_at = least(now() + $7::bigint * interval '1 millisecond', greatest(now(), expires_at)),
            reason = $8, last_host = $9, last_reply = $10, delay_reported = $11, lease_owner = NULL, lease_until = NULL
        WHERE id = $1 AND fence = $2
        """;

    private static final String HOLD = """
        UPDATE delivery.deferred SET state = 'held', held_at = now(), given_up_planned_at = NULL, lease_owner = NULL, lease_until = NULL
        WHERE id = $1 AND fence = $2
        """;

    private static final String RELEASE = """
        UPDATE delivery.deferred SET lease_owner = NULL, lease_until = NULL
        WHERE (id, fence) IN (SELECT * FROM unnest($1::bigint[], $2::bigint[]))
        """;

    private static final String OLDEST_DUE = """
        SELECT (extract(epoch FROM now() - min(next_attempt_at)) * 1000)::bigint AS age_ms FROM delivery.deferred
        WHERE state = 'due' AND bucket = ANY ($1::int[]) AND next_attempt_at <= now()
        """;

    private static final String COUNTS = """
        SELECT CASE WHEN state = 'held' THEN 'held' WHEN lease_until >= now() THEN 'started' WHEN next_attempt_at <= now() THEN 'now'
            WHEN next_attempt_at <= now() + interval '5 minutes' THEN 'five_minutes'
            WHEN next_attempt_at <= now() + interval '1 hour' THEN 'one_hour'
            WHEN next_attempt_at <= now() + interval '6 hours' THEN 'six_hours' ELSE 'later' END AS due, count(*) AS messages
        FROM delivery.deferred WHERE bucket = ANY ($1::int[]) GROUP BY 1
        """;

    private static final String FORGET_HANDLED =
            "DELETE FROM delivery.handled WHERE handled_at < now() - $1::bigint * interval '1 millisecond'";

    private final Pool pool;

    private PgDeferredQueue(Pool pool) {
        this.pool = pool;
    }

    /** Never fails: calls do while PostgreSQL is away. */
    public static PgDeferredQueue open(Vertx vertx, PostgresSettings postgres, String applicationName) {
        return new PgDeferredQueue(Databases.pool(vertx, postgres, applicationName));
    }

    /** Whether PostgreSQL answers, for status pages. */
    public Future<Void> ping() {
        return pool.query("SELECT 1").execute().mapEmpty();
    }

    public Future<Void> close() {
        return pool.close();
    }

    @Override
    public Future<Set<HandledKey>> handled(Collection<HandledKey> keys) {
        return pool.preparedQuery(SELECT_HANDLED).execute(keyArrays(keys)).map(rows -> {
            Set<HandledKey> found = new HashSet<>();
            rows.forEach(row -> found.add(new HandledKey(row.getString(0), row.getString(1))));
            return found;
        });
    }

    @Override
    public Future<Void> settle(List<Settlement> settlements) {
        List<Tuple> rows = settlements.stream()
                .flatMap(settlement -> settlement.deferral().stream())
                .map(PgDeferredQueue::insertion)
                .toList();
        List<HandledKey> keys = settlements.stream()
                .flatMap(settlement -> settlement.handled().stream())
                .sorted((a, b) -> (a.queueId() + a.destination()).compareTo(b.queueId() + b.destination()))
                .toList();
        return Transactions.retrying(
                pool,
                connection -> insert(connection, rows)
                        .compose(inserted -> keys.isEmpty()
                                ? Future.succeededFuture()
                                : connection
                                        .preparedQuery(INSERT_HANDLED)
                                        .execute(keyArrays(keys))
                                        .mapEmpty()));
    }

    private static Future<Void> insert(SqlConnection connection, List<Tuple> rows) {
        return rows.isEmpty()
                ? Future.succeededFuture()
                : connection.preparedQuery(INSERT_DEFERRED).executeBatch(rows).mapEmpty();
    }

    private static Tuple insertion(Deferral deferral) {
        return Tuple.tuple(Arrays.asList(
                deferral.queueId(),
                label(deferral.kind()),
                deferral.destination(),
                deferral.sender(),
                deferral.recipients().toArray(String[]::new),
                digest(deferral.recipients()),
                Buffer.buffer(deferral.payload().toByteArray()),
                deferral.sizeOctets(),
                deferral.attempts(),
                deferral.acceptedAtMs(),
                deferral.delay().toMillis(),
                deferral.expiresAtMs(),
                deferral.reason(),
                deferral.remoteHost(),
                deferral.remoteReply(),
                deferral.delayReported(),
                deferral.bucket(),
                deferral.traceparent().orElse(null)));
    }

    @Override
    public Future<List<DeferredRow>> claim(
            String owner, Set<Integer> buckets, Duration strayAfter, int limit, Duration lease) {
        Tuple parameters =
                Tuple.of(owner, lease.toMillis(), buckets.toArray(Integer[]::new), strayAfter.toMillis(), limit);
        return pool.preparedQuery(CLAIM).execute(parameters).map(rows -> {
            List<DeferredRow> claimed = new ArrayList<>(rows.size());
            rows.forEach(row -> claimed.add(claimed(row)));
            return claimed;
        });
    }

    static DeferredRow claimed(Row row) {
        return new DeferredRow(
                row.getLong("id"),
                row.getLong("fence"),
                row.getString("queue_id"),
                Deferral.Kind.valueOf(row.getString("kind").toUpperCase(Locale.ROOT)),
                row.getString("destination"),
                UnsafeByteOperations.unsafeWrap(row.getBuffer("payload").getBytes()),
                row.getInteger("attempts"),
                row.getInteger("bucket"),
                row.getLong("planned_at_ms"),
                row.getBoolean("expired"),
                row.getBoolean("delay_reported"),
                Optional.ofNullable(row.getString("traceparent")),
                row.getBoolean("given_up")
                        ? Optional.of(new DeferredRow.GivenUp(row.getString("last_host"), row.getString("last_reply")))
                        : Optional.empty());
    }

    @Override
    public Future<Set<Long>> extend(List<DeferredRow> rows, Duration lease) {
        Tuple parameters = Tuple.of(lease.toMillis(), ids(rows), fences(rows));
        return pool.preparedQuery(EXTEND).execute(parameters).map(result -> {
            Set<Long> held = new HashSet<>();
            result.forEach(row -> held.add(row.getLong(0)));
            return held;
        });
    }

    @Override
    public Future<Boolean> remove(DeferredRow row) {
        return pool.preparedQuery(REMOVE)
                .execute(Tuple.of(row.id(), row.fence()))
                .map(PgDeferredQueue::changedOne);
    }

    @Override
    public Future<Boolean> putBack(DeferredRow row, Deferral deferral) {
        Tuple parameters = Tuple.tuple(List.of(
                row.id(),
                row.fence(),
                deferral.recipients().toArray(String[]::new),
                digest(deferral.recipients()),
                Buffer.buffer(deferral.payload().toByteArray()),
                deferral.attempts(),
                deferral.delay().toMillis(),
                deferral.reason(),
                deferral.remoteHost(),
                deferral.remoteReply(),
                deferral.delayReported()));
        return pool.preparedQuery(PUT_BACK)
                .execute(parameters)
                .map(PgDeferredQueue::changedOne)
                // Another row waits for just these recipients already, after a crash in between: one is enough.
                .recover(failure -> isUniqueViolation(failure) ? remove(row) : Future.failedFuture(failure));
    }

    @Override
    public Future<Void> hold(DeferredRow row) {
        return pool.preparedQuery(HOLD).execute(Tuple.of(row.id(), row.fence())).mapEmpty();
    }

    @Override
    public Future<Void> release(List<DeferredRow> rows) {
        return rows.isEmpty()
                ? Future.succeededFuture()
                : pool.preparedQuery(RELEASE)
                        .execute(Tuple.tuple(List.of(ids(rows), fences(rows))))
                        .mapEmpty();
    }

    @Override
    public Future<Optional<Duration>> oldestDue(Set<Integer> buckets) {
        return pool.preparedQuery(OLDEST_DUE)
                .execute(Tuple.tuple(List.of((Object) buckets.toArray(Integer[]::new))))
                .map(rows ->
                        Optional.ofNullable(rows.iterator().next().getLong(0)).map(Duration::ofMillis));
    }

    @Override
    public Future<Map<DueIn, Long>> counts(Set<Integer> buckets) {
        return pool.preparedQuery(COUNTS)
                .execute(Tuple.tuple(List.of((Object) buckets.toArray(Integer[]::new))))
                .map(rows -> {
                    Map<DueIn, Long> counts = new EnumMap<>(DueIn.class);
                    rows.forEach(row ->
                            counts.put(DueIn.valueOf(row.getString(0).toUpperCase(Locale.ROOT)), row.getLong(1)));
                    return counts;
                });
    }

    @Override
    public Future<Void> forgetHandled(Duration age) {
        return pool.preparedQuery(FORGET_HANDLED)
                .execute(Tuple.of(age.toMillis()))
                .mapEmpty();
    }

    private static boolean isUniqueViolation(Throwable failure) {
        return failure instanceof PgException pg && "23505".equals(pg.getSqlState());
    }

    private static boolean changedOne(RowSet<Row> result) {
        return result.rowCount() == 1;
    }

    private static Long[] ids(List<DeferredRow> rows) {
        return rows.stream().map(DeferredRow::id).toArray(Long[]::new);
    }

    private static Long[] fences(List<DeferredRow> rows) {
        return rows.stream().map(DeferredRow::fence).toArray(Long[]::new);
    }

    private static Tuple keyArrays(Collection<HandledKey> keys) {
        return Tuple.tuple(List.of(
                keys.stream().map(HandledKey::queueId).toArray(String[]::new),
                keys.stream().map(HandledKey::destination).toArray(String[]::new)));
    }

    private static String label(Deferral.Kind kind) {
        return kind.name().toLowerCase(Locale.ROOT);
    }

    /** A list of a hundred addresses is too long for an index. */
    private static String digest(List<String> recipients) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            recipients.stream()
                    .sorted()
                    .forEach(recipient -> digest.update((recipient + "\n").getBytes(StandardCharsets.UTF_8)));
            return HexFormat.of().formatHex(digest.digest(), 0, 16);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
