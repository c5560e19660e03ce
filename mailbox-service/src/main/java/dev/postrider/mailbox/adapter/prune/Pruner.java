package dev.postrider.mailbox.adapter.prune;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Prunes now and then. Several replicas may do so at once: they only find less to do. */
public final class Pruner {
    private static final Logger LOG = LoggerFactory.getLogger(Pruner.class);
    private static final int ACCOUNTS_BATCH = 200;
    private static final int KEYS_BATCH = 10_000;

    private static final String OLD_TOMBSTONES =
            "SELECT DISTINCT account_id FROM mailbox.expunged WHERE at < $1 LIMIT $2";

    /** The floor rises with the deletion, in the same snapshot: a reader sees both or neither. */
    private static final String PRUNE_TOMBSTONES = """
            WITH pruned AS (DELETE FROM mailbox.expunged WHERE account_id = $1 AND at < $2 RETURNING modseq)
            UPDATE mailbox.account SET tombstone_floor = greatest(tombstone_floor, (SELECT max(modseq) FROM pruned))
            WHERE account_id = $1""";

    private static final String PRUNE_DELIVERED = """
            DELETE FROM mailbox.delivered WHERE (account_id, queue_id) IN (
                SELECT account_id, queue_id FROM mailbox.delivered WHERE queue_id < $1 LIMIT $2)""";

    private final Vertx vertx;
    private final Pool pool;
    private final Duration tombstonesFor;
    private final Duration deliveredFor;
    private long timer = -1;
    private boolean running;

    public Pruner(Vertx vertx, Pool pool, Duration tombstonesFor, Duration deliveredFor) {
        this.vertx = vertx;
        this.pool = pool;
        this.tombstonesFor = tombstonesFor;
        this.deliveredFor = deliveredFor;
    }

    /** Call on a Vert.x context, on which it then runs. */
    public void start(Duration every) {
        timer = vertx.setPeriodic(every.toMillis(), ticked -> {
            if (!running) {
                running = true;
                prune(System.currentTimeMillis()).onComplete(ended -> {
                    running = false;
                    if (ended.failed()) {
                        LOG.atInfo()
                                .addKeyValue("cause", String.valueOf(ended.cause()))
                                .log("not pruned");
                    }
                });
            }
        });
    }

    public void stop() {
        vertx.cancelTimer(timer);
    }

    /** Prunes what is old at this time. */
    public Future<Void> prune(long nowMs) {
        OffsetDateTime tombstonesBefore =
                OffsetDateTime.ofInstant(Instant.ofEpochMilli(nowMs).minus(tombstonesFor), ZoneOffset.UTC);
        long deliveredBeforeMs = nowMs - deliveredFor.toMillis();
        // The least UUIDv7 of that millisecond; queue ids are such, and sort by their time.
        UUID deliveredBefore = new UUID(deliveredBeforeMs << 16, 0);
        return tombstones(tombstonesBefore).compose(done -> delivered(deliveredBefore));
    }

    private Future<Void> tombstones(OffsetDateTime before) {
        return pool.preparedQuery(OLD_TOMBSTONES)
                .execute(Tuple.of(before, ACCOUNTS_BATCH))
                .compose(rows -> {
                    Future<?> done = Future.succeededFuture();
                    for (Row row : rows) {
                        done = done.compose(previous ->
                                pool.preparedQuery(PRUNE_TOMBSTONES).execute(Tuple.of(row.getLong(0), before)));
                    }
                    return done.compose(
                            previous -> rows.size() < ACCOUNTS_BATCH ? Future.succeededFuture() : tombstones(before));
                });
    }

    private Future<Void> delivered(UUID before) {
        return pool.preparedQuery(PRUNE_DELIVERED)
                .execute(Tuple.of(before, KEYS_BATCH))
                .compose(rows -> rows.rowCount() < KEYS_BATCH ? Future.succeededFuture() : delivered(before));
    }
}
