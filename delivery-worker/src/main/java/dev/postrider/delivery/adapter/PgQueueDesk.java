package dev.postrider.delivery.adapter;

import dev.postrider.delivery.admin.QueueFilter;
import dev.postrider.delivery.admin.QueueSummary;
import dev.postrider.delivery.admin.QueuedPart;
import dev.postrider.delivery.port.Deferral;
import dev.postrider.delivery.port.DeferredRow;
import dev.postrider.servicekit.admin.Page;
import dev.postrider.servicekit.postgres.Databases;
import dev.postrider.servicekit.postgres.PostgresSettings;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * The schema {@code delivery} as operators see and change it. Each change is one statement that locks the rows it chooses and passes over those that
 * somebody else has locked or leased. Fencing tokens stay as they are but for {@link #take}: a worker whose lease ran out while it was delivering may
 * still say so.
 */
public final class PgQueueDesk {
    /** Operators' questions may count every row; they must not take the database from deliveries for long, nor their connections. */
    private static final Map<String, String> SESSION = Map.of("statement_timeout", "30000");

    private static final int CONNECTIONS = 2;

    /** What was given up is a worker's to end, though none may have taken it up. */
    private static final String IN_PROGRESS =
            "(given_up_planned_at IS NOT NULL OR coalesce(lease_until >= now(), false))";

    private static final String FREE = "NOT " + IN_PROGRESS;
    private static final String DUE = "(state = 'due' AND next_attempt_at <= now() AND " + FREE + ")";
    private static final String HELD = "(state = 'held' AND " + FREE + ")";
    private static final String SEPARATOR = "\n";

    private static final String COLUMNS = """
            id, queue_id, kind, destination, sender, recipients, size_octets, attempts, accepted_at, next_attempt_at, expires_at, reason,
            last_host, last_reply, CASE WHEN %s THEN 'IN_PROGRESS' WHEN state = 'held' THEN 'HELD' WHEN next_attempt_at <= now() THEN 'DUE'
            ELSE 'WAITING' END AS stands
            """.formatted(IN_PROGRESS);

    private static final String TOTALS = """
            SELECT count(*) AS messages, count(*) FILTER (WHERE %1$s) AS due, count(*) FILTER (WHERE %2$s) AS in_progress,
                count(*) FILTER (WHERE %3$s) AS held,
                (extract(epoch FROM now() - min(next_attempt_at) FILTER (WHERE %1$s)) * 1000)::bigint AS oldest_due_ms
            FROM delivery.deferred
            """.formatted(DUE, IN_PROGRESS, HELD);

    private static final String DESTINATIONS = """
            SELECT kind, destination, count(*) AS messages, count(*) FILTER (WHERE %s) AS held,
                min(accepted_at) AS oldest_accepted_at, min(next_attempt_at) FILTER (WHERE state = 'due') AS next_attempt_at,
                max(attempts) AS attempts, mode() WITHIN GROUP (ORDER BY reason || chr(10) || last_reply) AS trouble
            FROM delivery.deferred
            """.formatted(HELD);

    private static final String BY_DESTINATION =
            " GROUP BY kind, destination ORDER BY count(*) DESC, kind, destination LIMIT $";

    /** What an action chooses, and takes hold of: once, however the planner joins, since an array is made before anything else. */
    private static final String CHOOSE = "WHERE id = ANY (ARRAY(SELECT id FROM delivery.deferred";

    private static final String LOCK = " ORDER BY id LIMIT $%d FOR UPDATE SKIP LOCKED)) RETURNING ";

    private final SqlClient client;

    private PgQueueDesk(SqlClient client) {
        this.client = client;
    }

    /** Never fails: calls do while PostgreSQL is away. */
    public static PgQueueDesk open(Vertx vertx, PostgresSettings postgres, String applicationName) {
        return new PgQueueDesk(Databases.pipelined(vertx, postgres, applicationName, CONNECTIONS, SESSION));
    }

    public Future<Void> close() {
        return client.close();
    }

    /** @param limit of the destinations */
    public Future<QueueSummary> summary(QueueFilter filter, int limit) {
        FilterSql where = FilterSql.of(filter);
        return query(TOTALS + where.clause(), where.parameters())
                .compose(totals -> query(
                                DESTINATIONS + where.clause() + BY_DESTINATION + where.next(),
                                where.parameters(limit + 1))
                        .map(rows -> summary(totals.getFirst(), rows, limit)));
    }

    private static QueueSummary summary(Row totals, List<Row> rows, int limit) {
        return new QueueSummary(
                totals.getLong("messages"),
                totals.getLong("due"),
                totals.getLong("in_progress"),
                totals.getLong("held"),
                Optional.ofNullable(totals.getLong("oldest_due_ms")).map(Duration::ofMillis),
                rows.stream().limit(limit).map(PgQueueDesk::destination).toList(),
                rows.size() > limit);
    }

    private static QueueSummary.Destination destination(Row row) {
        String[] trouble = row.getString("trouble").split(SEPARATOR, 2);
        return new QueueSummary.Destination(
                kind(row),
                row.getString("destination"),
                row.getLong("messages"),
                row.getLong("held"),
                instant(row, "oldest_accepted_at"),
                Optional.ofNullable(row.getOffsetDateTime("next_attempt_at")).map(OffsetDateTime::toInstant),
                row.getInteger("attempts"),
                label(trouble[0]),
                trouble[1]);
    }

    /**
     * In the order in which they came.
     *
     * @param after id of the last one of the part before; 0: from the start
     */
    public Future<Page<QueuedPart>> list(QueueFilter filter, long after, int limit) {
        FilterSql where = FilterSql.of(filter).and("id > $?", after);
        return query(
                        "SELECT " + COLUMNS + " FROM delivery.deferred" + where.clause() + " ORDER BY id LIMIT $"
                                + where.next(),
                        where.parameters(limit + 1))
                .map(rows -> Page.of(parts(rows), limit, part -> Long.toString(part.id())));
    }

    /**
     * Their next attempt is now; those that are due or held stay as they are.
     *
     * @param after here and below: id of the last one of the part before; 0: from the start
     * @return here and below: what was changed
     */
    public Future<List<QueuedPart>> reschedule(QueueFilter filter, long after, int limit) {
        return change(
                "UPDATE delivery.deferred SET next_attempt_at = now() ",
                FilterSql.of(filter).and("state = 'due'").and("next_attempt_at > now()"),
                after,
                limit);
    }

    public Future<List<QueuedPart>> hold(QueueFilter filter, long after, int limit) {
        return change(
                "UPDATE delivery.deferred SET state = 'held', held_at = now() ",
                FilterSql.of(filter).and("state = 'due'"),
                after,
                limit);
    }

    /** A row that a version before held has no time of that: what was due then says nearly the same. */
    public Future<List<QueuedPart>> release(QueueFilter filter, long after, int limit) {
        return change(
                "UPDATE delivery.deferred SET state = 'due', held_at = NULL, next_attempt_at = now(),"
                        + " expires_at = expires_at + (now() - coalesce(held_at, least(next_attempt_at, now()))) ",
                FilterSql.of(filter).and("state = 'held'"),
                after,
                limit);
    }

    public Future<List<QueuedPart>> drop(QueueFilter filter, long after, int limit) {
        return change("DELETE FROM delivery.deferred ", FilterSql.of(filter), after, limit);
    }

    private Future<List<QueuedPart>> change(String statement, FilterSql chosen, long after, int limit) {
        FilterSql where = chosen.and("id > $?", after).and(FREE);
        return query(
                        statement + CHOOSE + where.clause() + LOCK.formatted(where.next()) + COLUMNS,
                        where.parameters(limit))
                .map(PgQueueDesk::parts);
    }

    /**
     * Claims rows, due or not, held or not, as a worker does, and notes that they are given up: should this worker not end them, the next one that
     * claims them does.
     */
    public Future<List<DeferredRow>> take(QueueFilter filter, long after, int limit, String owner, Duration lease) {
        FilterSql where = FilterSql.of(filter).and("id > $?", after).and(FREE);
        int next = where.next();
        String statement =
                "UPDATE delivery.deferred SET state = 'due', held_at = NULL, given_up_planned_at = next_attempt_at,"
                        + " next_attempt_at = least(next_attempt_at, now()), fence = fence + 1, lease_owner = $"
                        + (next + 1)
                        + ", lease_until = now() + $" + (next + 2) + "::bigint * interval '1 millisecond' "
                        + CHOOSE + where.clause() + LOCK.formatted(next) + PgDeferredQueue.CLAIMED;
        return query(statement, where.parameters(limit, owner, lease.toMillis()))
                .map(rows -> rows.stream().map(PgDeferredQueue::claimed).toList());
    }

    /** How many rows a worker is at, or will be because they are given up. */
    public Future<Long> busy(QueueFilter filter) {
        FilterSql where = FilterSql.of(filter).and(IN_PROGRESS);
        return query("SELECT count(*) FROM delivery.deferred" + where.clause(), where.parameters())
                .map(rows -> rows.getFirst().getLong(0));
    }

    private Future<List<Row>> query(String statement, List<Object> parameters) {
        return client.preparedQuery(statement)
                .execute(Tuple.tuple(new ArrayList<>(parameters)))
                .map(result -> {
                    List<Row> rows = new ArrayList<>(result.size());
                    result.forEach(rows::add);
                    return rows;
                });
    }

    private static List<QueuedPart> parts(List<Row> rows) {
        return rows.stream().map(PgQueueDesk::part).toList();
    }

    private static QueuedPart part(Row row) {
        return new QueuedPart(
                row.getLong("id"),
                row.getString("queue_id"),
                kind(row),
                row.getString("destination"),
                QueuedPart.State.valueOf(row.getString("stands")),
                row.getString("sender"),
                List.of(row.getArrayOfStrings("recipients")),
                row.getLong("size_octets"),
                row.getInteger("attempts"),
                instant(row, "accepted_at"),
                instant(row, "next_attempt_at"),
                instant(row, "expires_at"),
                label(row.getString("reason")),
                row.getString("last_host"),
                row.getString("last_reply"));
    }

    private static Deferral.Kind kind(Row row) {
        return Deferral.Kind.valueOf(row.getString("kind").toUpperCase(Locale.ROOT));
    }

    private static Instant instant(Row row, String column) {
        return row.getOffsetDateTime(column).toInstant();
    }

    /** A reason of a later version has its name too. */
    private static String label(String reason) {
        return reason.toLowerCase(Locale.ROOT);
    }
}
