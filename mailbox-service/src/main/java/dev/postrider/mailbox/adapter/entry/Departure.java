package dev.postrider.mailbox.adapter.entry;

import dev.postrider.mailbox.adapter.account.LockedAccount;
import dev.postrider.mailbox.adapter.account.MailboxDelta;
import dev.postrider.mailbox.adapter.sql.Flight;
import dev.postrider.mailbox.adapter.sql.UidRanges;
import io.vertx.core.Future;
import io.vertx.sqlclient.Tuple;
import java.util.List;
import java.util.Map;

/**
 * How entries leave a mailbox, and messages the account. A message goes with its last entry; its blob, if it has one, is left to
 * the sweep of the blob store.
 */
public final class Departure {
    private static final String DELETE = """
            DELETE FROM mailbox.email_mailbox m USING unnest($3::int[], $4::int[]) AS r(first, last)
            WHERE m.account_id = $1 AND m.mailbox_id = $2 AND m.uid BETWEEN r.first AND r.last AND m.flags & $5 = $5
            RETURNING\s""" + Entry.COLUMNS;

    private static final String TOMBSTONES = """
            INSERT INTO mailbox.expunged (account_id, mailbox_id, modseq, uid) SELECT $1, $2, $3, unnest($4::int[])""";

    /** The rows that the two halves touch are disjoint, as statements of one snapshot must be. */
    private static final String DROP_EMAILS = """
            WITH c AS MATERIALIZED (SELECT * FROM unnest($2::bigint[], $3::int[]) AS c(email_id, entries)),
            less AS (
                UPDATE mailbox.email e SET refs = e.refs - c.entries FROM c
                WHERE e.account_id = $1 AND e.email_id = c.email_id AND e.refs > c.entries),
            dead AS (
                DELETE FROM mailbox.email e USING c
                WHERE e.account_id = $1 AND e.email_id = c.email_id AND e.refs <= c.entries RETURNING e.email_id)
            DELETE FROM mailbox.email_body b USING dead WHERE b.account_id = $1 AND b.email_id = dead.email_id""";

    private Departure() {}

    /**
     * Takes entries out of a mailbox and leaves tombstones. Their messages stay: they go elsewhere, or to {@link #dropEmails}.
     *
     * @param flags only entries with all of these
     * @return the entries, by uid
     */
    public static Future<List<Entry>> remove(LockedAccount account, int mailboxId, UidRanges ranges, int flags) {
        Tuple which = Tuple.of(account.accountId(), mailboxId)
                .addArrayOfInteger(ranges.firsts())
                .addArrayOfInteger(ranges.lasts())
                .addShort((short) flags);
        return account.connection().preparedQuery(DELETE).execute(which).compose(rows -> {
            List<Entry> gone = Entry.of(rows);
            if (gone.isEmpty()) {
                return Future.succeededFuture(gone);
            }
            MailboxDelta delta = account.delta(mailboxId);
            Integer[] uids = new Integer[gone.size()];
            for (int i = 0; i < uids.length; i++) {
                Entry entry = gone.get(i);
                uids[i] = entry.uid();
                delta.removed(entry.flags(), entry.sizeOctets());
            }
            return account.connection()
                    .preparedQuery(TOMBSTONES)
                    .execute(Tuple.of(account.accountId(), mailboxId, account.modseq(), uids))
                    .map(gone);
        });
    }

    /** Takes one reference of each entry from its message. */
    public static void dropEmails(Flight flight, long accountId, List<Entry> entries) {
        Map<Long, Integer> counts = Entry.countByEmail(entries);
        if (counts.isEmpty()) {
            return;
        }
        Long[] emailIds = counts.keySet().toArray(new Long[0]);
        Integer[] entryCounts = new Integer[emailIds.length];
        for (int i = 0; i < emailIds.length; i++) {
            entryCounts[i] = counts.getOrDefault(emailIds[i], 0);
        }
        flight.send(DROP_EMAILS, Tuple.of(accountId, emailIds, entryCounts));
    }
}
