package dev.postrider.mailbox.adapter.account;

import dev.postrider.mailbox.adapter.sql.Flight;
import dev.postrider.mailbox.port.Refusal;
import dev.postrider.mailbox.port.RefusedException;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.util.Map;
import java.util.TreeMap;

/**
 * An account whose row is locked in an open transaction. It hands out what must be unique (modseq, ids) and collects what
 * must be written at the end, once for the whole command: the account's row, the rows of the mailboxes, the outbox.
 */
public final class LockedAccount {
    static final String SELECT_FOR_UPDATE = """
            SELECT modseq, quota_octets, used_octets, next_email_id, next_mailbox_id, last_uid_validity,
                   floor(extract(epoch FROM clock_timestamp()))::bigint
            FROM mailbox.account WHERE account_id = $1 FOR NO KEY UPDATE""";

    private static final String UPDATE = """
            UPDATE mailbox.account SET modseq = $2, used_octets = used_octets + $3, used_messages = used_messages + $4,
                   next_email_id = $5, next_mailbox_id = $6, last_uid_validity = $7
            WHERE account_id = $1""";

    private static final String UPDATE_MAILBOX = """
            UPDATE mailbox.mailbox SET uid_next = uid_next + $3, highest_modseq = $4, messages = messages + $5,
                   unseen = unseen + $6, deleted = deleted + $7, size_octets = size_octets + $8
            WHERE account_id = $1 AND mailbox_id = $2""";

    private static final String INSERT_OUTBOX =
            "INSERT INTO mailbox.outbox (account_id, modseq, mailbox_ids) VALUES ($1, $2, $3)";

    private final SqlConnection connection;
    private final long accountId;
    private final long modseq;
    private final long quotaOctets;
    private final long usedOctets;
    private final long nowSeconds;
    private long nextEmailId;
    private int nextMailboxId;
    private long lastUidValidity;
    private final Map<Integer, MailboxDelta> deltas = new TreeMap<>();
    private boolean changed;

    LockedAccount(SqlConnection connection, long accountId, Row row) {
        this.connection = connection;
        this.accountId = accountId;
        this.modseq = row.getLong(0) + 1;
        this.quotaOctets = row.getLong(1);
        this.usedOctets = row.getLong(2);
        this.nextEmailId = row.getLong(3);
        this.nextMailboxId = row.getInteger(4);
        this.lastUidValidity = row.getLong(5);
        this.nowSeconds = row.getLong(6);
    }

    public SqlConnection connection() {
        return connection;
    }

    public long accountId() {
        return accountId;
    }

    /** The modseq of this command, for everything that it changes. */
    public long modseq() {
        return modseq;
    }

    /** Reserves ids for new emails. */
    public long takeEmailIds(int count) {
        long first = nextEmailId;
        nextEmailId += count;
        changed = true;
        return first;
    }

    public int takeMailboxId() {
        changed = true;
        return nextMailboxId++;
    }

    /** A UIDVALIDITY larger than any that the account has had. */
    public long takeUidValidity() {
        lastUidValidity = Math.max(lastUidValidity + 1, nowSeconds);
        if (lastUidValidity > 0xFFFF_FFFFL) {
            throw new RefusedException(Refusal.RESOURCE_EXHAUSTED, "no UIDVALIDITY is left");
        }
        changed = true;
        return lastUidValidity;
    }

    /** Throws {@link RefusedException} if so many more octets exceed the quota. */
    public void demandRoom(long octets) {
        if (quotaOctets > 0 && usedOctets + octets > quotaOctets) {
            throw new RefusedException(Refusal.RESOURCE_EXHAUSTED, "over quota");
        }
    }

    /** What this command changes of a mailbox's counters; asking marks the mailbox as changed. */
    public MailboxDelta delta(int mailboxId) {
        changed = true;
        return deltas.computeIfAbsent(mailboxId, absent -> new MailboxDelta());
    }

    /** The mailbox is gone, and its row with it: only the account and the outbox hear of the delta. */
    public void forgetRow(int mailboxId) {
        delta(mailboxId).rowIsGone();
    }

    /** The mailboxes changed so far. */
    Integer[] changedMailboxes() {
        return deltas.keySet().toArray(new Integer[0]);
    }

    boolean hasChanged() {
        return changed;
    }

    /** Sends all that was collected. */
    void write(Flight flight) {
        long octets = 0;
        long messages = 0;
        for (Map.Entry<Integer, MailboxDelta> entry : deltas.entrySet()) {
            MailboxDelta delta = entry.getValue();
            octets += delta.sizeOctets();
            messages += delta.messages();
            if (delta.hasRow()) {
                flight.send(
                        UPDATE_MAILBOX,
                        Tuple.of(accountId, entry.getKey())
                                .addLong(delta.newUids())
                                .addLong(modseq)
                                .addInteger(delta.messages())
                                .addInteger(delta.unseen())
                                .addInteger(delta.deleted())
                                .addLong(delta.sizeOctets()));
            }
        }
        flight.send(
                UPDATE,
                Tuple.of(accountId, modseq, octets, messages)
                        .addLong(nextEmailId)
                        .addInteger(nextMailboxId)
                        .addLong(lastUidValidity));
        flight.send(INSERT_OUTBOX, Tuple.of(accountId, modseq, changedMailboxes()));
    }
}
