package dev.postrider.mailbox.adapter.entry;

import dev.postrider.mailbox.adapter.account.LockedAccount;
import dev.postrider.mailbox.adapter.account.MailboxDelta;
import dev.postrider.mailbox.adapter.read.MailboxRow;
import dev.postrider.mailbox.adapter.sql.Flight;
import dev.postrider.mailbox.port.Refusal;
import dev.postrider.mailbox.port.RefusedException;
import io.vertx.sqlclient.Tuple;
import java.util.List;
import java.util.Map;

/** How messages that the account has already come into another mailbox: as further entries, with the same flags and dates. */
public final class Arrival {
    private static final String INSERT = """
            INSERT INTO mailbox.email_mailbox (account_id, email_id, modseq, internal_date_ms, saved_at_ms, size_octets,
                mailbox_id, uid, internal_date_offset, flags, keywords)
            SELECT m.account_id, m.email_id, $3, m.internal_date_ms, $4, m.size_octets, $5, x.uid, m.internal_date_offset,
                m.flags, m.keywords
            FROM unnest($6::int[], $7::int[]) AS x(source_uid, uid)
            JOIN mailbox.email_mailbox m ON m.account_id = $1 AND m.mailbox_id = $2 AND m.uid = x.source_uid""";

    private static final String ADD_REFERENCES = """
            UPDATE mailbox.email e SET refs = e.refs + c.entries
            FROM unnest($2::bigint[], $3::int[]) AS c(email_id, entries)
            WHERE e.account_id = $1 AND e.email_id = c.email_id""";

    private Arrival() {}

    /**
     * Sends the rows. The sources must still be there.
     *
     * @param entries of the source mailbox, by uid
     * @param nowMs Unix time
     * @return the new UIDs, in the order of the entries
     */
    public static Integer[] insert(
            Flight flight, LockedAccount account, int sourceId, MailboxRow to, List<Entry> entries, long nowMs) {
        if (to.uidNext() + entries.size() > Integer.MAX_VALUE) {
            throw new RefusedException(Refusal.RESOURCE_EXHAUSTED, "no UID is left in the mailbox");
        }
        Integer[] sources = new Integer[entries.size()];
        Integer[] uids = new Integer[entries.size()];
        MailboxDelta delta = account.delta(to.id());
        for (int i = 0; i < uids.length; i++) {
            Entry entry = entries.get(i);
            sources[i] = entry.uid();
            uids[i] = (int) to.uidNext() + i;
            delta.added(entry.flags(), entry.sizeOctets());
        }
        flight.send(
                INSERT,
                Tuple.of(account.accountId(), sourceId, account.modseq(), nowMs)
                        .addInteger(to.id())
                        .addArrayOfInteger(sources)
                        .addArrayOfInteger(uids));
        return uids;
    }

    /** Counts one more reference of each entry to its message. */
    public static void addReferences(Flight flight, long accountId, List<Entry> entries) {
        Map<Long, Integer> counts = Entry.countByEmail(entries);
        Long[] emailIds = counts.keySet().toArray(new Long[0]);
        Integer[] entryCounts = new Integer[emailIds.length];
        for (int i = 0; i < emailIds.length; i++) {
            entryCounts[i] = counts.getOrDefault(emailIds[i], 0);
        }
        flight.send(ADD_REFERENCES, Tuple.of(accountId, emailIds, entryCounts));
    }
}
