package dev.postrider.mailbox.adapter.outbox;

import dev.postrider.contracts.MailboxChange;
import dev.postrider.mailbox.port.ChangeFeed;
import dev.postrider.servicekit.failpoint.Failpoints;
import io.micrometer.core.instrument.Timer;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Publishes the rows of the outbox.
 *
 * <p>The replica that commits a change publishes its hint at once, from memory, and deletes the row some time later together with
 * others. While a hint of an account is on its way, further ones are merged into the next. What a replica could not publish
 * (Kafka was away, or the replica died) stays in the table, and any replica takes it from there when it has become old.
 * Thread-safe.
 */
public final class OutboxRelay {
    private static final Logger LOG = LoggerFactory.getLogger(OutboxRelay.class);

    private static final long FLUSH_PERIOD_MS = 1000;
    private static final int FLUSH_ROWS = 1000;
    private static final long SWEEP_PERIOD_MS = 5000;
    private static final int SWEEP_ROWS = 500;

    /** Accounts with hints under way. Beyond it they are left to the sweep: Kafka does not answer then. */
    private static final int MAX_ACCOUNTS = 20_000;

    private static final String DELETE = """
            DELETE FROM mailbox.outbox o USING unnest($1::bigint[], $2::bigint[]) AS d(account_id, modseq)
            WHERE o.account_id = d.account_id AND o.modseq = d.modseq""";

    /** Old enough that the replica that wrote it must have failed to publish it. */
    private static final String CLAIM = """
            DELETE FROM mailbox.outbox WHERE (account_id, modseq) IN (
                SELECT account_id, modseq FROM mailbox.outbox WHERE at < now() - interval '10 seconds'
                LIMIT $1 FOR UPDATE SKIP LOCKED)
            RETURNING account_id, modseq, mailbox_ids""";

    /** The hints of one account that travel together. */
    private static final class Hint {
        final List<Long> modseqs = new ArrayList<>(2);
        final TreeSet<Integer> mailboxIds = new TreeSet<>();
        final long sinceNanos = System.nanoTime();
        long modseq;

        void add(long changedModseq, Integer[] changedMailboxes) {
            modseqs.add(changedModseq);
            modseq = Math.max(modseq, changedModseq);
            mailboxIds.addAll(List.of(changedMailboxes));
        }

        MailboxChange message(long accountId) {
            MailboxChange.Builder change =
                    MailboxChange.newBuilder().setAccountId(accountId).setModseq(modseq);
            mailboxIds.forEach(change::addMailboxIds);
            return change.build();
        }
    }

    private final Vertx vertx;
    private final Pool pool;
    private final ChangeFeed feed;
    private final Timer delay;

    /** Guards everything below. */
    private final Object lock = new Object();

    /** By account: what waits while another hint of the account is under way; present for each account with one. */
    private final Map<Long, Hint> waiting = new HashMap<>();

    private List<Long> publishedAccounts = new ArrayList<>();
    private List<Long> publishedModseqs = new ArrayList<>();
    private boolean sweeping;
    private final List<Long> timers = new ArrayList<>();

    /**
     * @param delay takes the time from a commit to the acknowledgement of its hint
     */
    public OutboxRelay(Vertx vertx, Pool pool, ChangeFeed feed, Timer delay) {
        this.vertx = vertx;
        this.pool = pool;
        this.feed = feed;
        this.delay = delay;
    }

    public void start() {
        synchronized (lock) {
            timers.add(vertx.setPeriodic(FLUSH_PERIOD_MS, timer -> flush()));
            timers.add(vertx.setPeriodic(0, SWEEP_PERIOD_MS, timer -> sweep()));
        }
    }

    /** Stops the timers and deletes the rows of all hints that were acknowledged. */
    public Future<Void> close() {
        synchronized (lock) {
            timers.forEach(vertx::cancelTimer);
            timers.clear();
        }
        return flush().otherwiseEmpty();
    }

    /** A transaction with this outbox row has been committed. */
    public void committed(long accountId, long modseq, Integer[] mailboxIds) {
        synchronized (lock) {
            Hint next = waiting.get(accountId);
            if (next != null) {
                next.add(modseq, mailboxIds);
                return;
            }
            if (waiting.size() >= MAX_ACCOUNTS) {
                return;
            }
            waiting.put(accountId, new Hint());
        }
        Hint hint = new Hint();
        hint.add(modseq, mailboxIds);
        publish(accountId, hint);
    }

    private void publish(long accountId, Hint hint) {
        feed.publish(hint.message(accountId)).onComplete(ended -> {
            if (ended.succeeded()) {
                Failpoints.hit("mailbox.outbox.after-publish");
                delay.record(System.nanoTime() - hint.sinceNanos, TimeUnit.NANOSECONDS);
            }
            Hint next = published(accountId, hint, ended.succeeded());
            if (!next.modseqs.isEmpty()) {
                publish(accountId, next);
            }
        });
    }

    /** Notes the end of a hint, and returns what has to be published next of this account: perhaps nothing. */
    private Hint published(long accountId, Hint hint, boolean acknowledged) {
        boolean full;
        Hint next;
        synchronized (lock) {
            if (acknowledged) {
                for (Long modseq : hint.modseqs) {
                    publishedAccounts.add(accountId);
                    publishedModseqs.add(modseq);
                }
            }
            full = publishedAccounts.size() >= FLUSH_ROWS;
            next = waiting.getOrDefault(accountId, hint);
            if (next.modseqs.isEmpty()) {
                waiting.remove(accountId);
            } else {
                waiting.put(accountId, new Hint());
            }
        }
        if (full) {
            flush();
        }
        return next;
    }

    private Future<Void> flush() {
        Long[] accounts;
        Long[] modseqs;
        synchronized (lock) {
            if (publishedAccounts.isEmpty()) {
                return Future.succeededFuture();
            }
            accounts = publishedAccounts.toArray(new Long[0]);
            modseqs = publishedModseqs.toArray(new Long[0]);
            publishedAccounts = new ArrayList<>();
            publishedModseqs = new ArrayList<>();
        }
        return pool.preparedQuery(DELETE)
                .execute(Tuple.of(accounts, (Object) modseqs))
                .<Void>mapEmpty()
                // The sweep publishes them again and deletes them.
                .onFailure(fault -> LOG.atDebug().setCause(fault).log("published hints stay in the outbox"));
    }

    private void sweep() {
        synchronized (lock) {
            if (sweeping) {
                return;
            }
            sweeping = true;
        }
        sweepAll().onComplete(ended -> {
            if (ended.failed()) {
                LOG.atInfo()
                        .addKeyValue("cause", ended.cause().getClass().getSimpleName())
                        .log("outbox not swept");
            }
            synchronized (lock) {
                sweeping = false;
            }
        });
    }

    private Future<Void> sweepAll() {
        return pool.withTransaction(this::claim)
                .compose(swept -> Boolean.TRUE.equals(swept) ? Future.succeededFuture() : sweepAll());
    }

    /** Whether no more are left. */
    private Future<Boolean> claim(SqlConnection tx) {
        return tx.preparedQuery(CLAIM).execute(Tuple.of(SWEEP_ROWS)).compose(this::republish);
    }

    /** The deletion is committed only if all are acknowledged. */
    private Future<Boolean> republish(RowSet<Row> rows) {
        Map<Long, Hint> hints = new HashMap<>();
        for (Row row : rows) {
            hints.computeIfAbsent(row.getLong(0), account -> new Hint()).add(row.getLong(1), row.getArrayOfIntegers(2));
        }
        Promise<Boolean> done = Promise.promise();
        List<Future<Void>> published = new ArrayList<>();
        hints.forEach((accountId, hint) -> published.add(feed.publish(hint.message(accountId))));
        Future.join(published).onComplete(ended -> {
            if (ended.succeeded()) {
                done.complete(rows.size() < SWEEP_ROWS);
            } else {
                done.fail(ended.cause());
            }
        });
        return done.future();
    }
}
