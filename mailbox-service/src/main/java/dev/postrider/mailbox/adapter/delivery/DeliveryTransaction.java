package dev.postrider.mailbox.adapter.delivery;

import dev.postrider.contracts.TargetResult;
import dev.postrider.mailbox.adapter.entry.NewEmails;
import dev.postrider.mailbox.adapter.sql.Flight;
import dev.postrider.mailbox.message.TextFold;
import dev.postrider.servicekit.failpoint.Failpoints;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;

/**
 * The transaction that stores a batch. Two round trips, whatever its size: one that locks and reads, one that writes and
 * commits.
 */
final class DeliveryTransaction {
    static final String INBOX_FOLDED = "inbox";

    private static final String LOCK = """
            SELECT account_id, modseq, quota_octets, used_octets, next_email_id FROM mailbox.account
            WHERE account_id = ANY($1::bigint[]) ORDER BY account_id FOR NO KEY UPDATE""";

    private static final String SELECT_DELIVERED = """
            SELECT d.account_id, d.queue_id, d.mailbox_id, d.uid
            FROM unnest($1::bigint[], $2::uuid[]) AS k(account_id, queue_id)
            JOIN mailbox.delivered d ON d.account_id = k.account_id AND d.queue_id = k.queue_id""";

    private static final String SELECT_INBOXES = """
            SELECT account_id, name, mailbox_id, uid_next, role FROM mailbox.mailbox
            WHERE account_id = ANY($1::bigint[]) AND name = 'INBOX'""";

    /** Details and quarantine are rare and an account has few mailboxes, so names are compared here: folding is not the database's. */
    private static final String SELECT_NAMED = """
            SELECT account_id, name, mailbox_id, uid_next, role FROM mailbox.mailbox
            WHERE account_id = ANY($1::bigint[]) AND (name = 'INBOX' OR account_id = ANY($2::bigint[]))
            ORDER BY account_id, mailbox_id""";

    private static final String INSERT_DELIVERED = """
            INSERT INTO mailbox.delivered (account_id, queue_id, mailbox_id, uid)
            SELECT unnest($1::bigint[]), unnest($2::uuid[]), unnest($3::int[]), unnest($4::int[])""";

    private static final String UPDATE_MAILBOXES = """
            UPDATE mailbox.mailbox m SET uid_next = u.uid_next, highest_modseq = u.modseq, messages = m.messages + u.messages,
                   unseen = m.unseen + u.messages, size_octets = m.size_octets + u.octets
            FROM unnest($1::bigint[], $2::int[], $3::bigint[], $4::bigint[], $5::int[], $6::bigint[])
                AS u(account_id, mailbox_id, uid_next, modseq, messages, octets)
            WHERE m.account_id = u.account_id AND m.mailbox_id = u.mailbox_id""";

    private static final String UPDATE_ACCOUNTS = """
            UPDATE mailbox.account a SET modseq = u.modseq, next_email_id = u.next_email_id,
                   used_octets = a.used_octets + u.octets, used_messages = a.used_messages + u.messages
            FROM unnest($1::bigint[], $2::bigint[], $3::bigint[], $4::bigint[], $5::int[])
                AS u(account_id, modseq, next_email_id, octets, messages)
            WHERE a.account_id = u.account_id""";

    /** Arrays of arrays of different lengths do not exist in SQL, so the mailboxes travel as text. */
    private static final String INSERT_OUTBOX = """
            INSERT INTO mailbox.outbox (account_id, modseq, mailbox_ids)
            SELECT unnest($1::bigint[]), unnest($2::bigint[]), unnest($3::text[])::int[]""";

    private final SqlConnection connection;
    private final List<Placement> placements;
    private final Map<Long, AccountIntake> accounts = new TreeMap<>();
    private final List<Outcome> outcomes = new ArrayList<>();

    DeliveryTransaction(SqlConnection connection, List<Placement> placements) {
        this.connection = connection;
        this.placements = placements;
    }

    /**
     * Stores all of it or nothing. The connection is idle when this completes, and still in a transaction if it fails.
     *
     * @return outcomes in the order of the placements
     */
    Future<List<Outcome>> run(long nowMs) {
        Flight reading = new Flight(connection);
        reading.plain("BEGIN");
        Long[] accountIds = placements.stream()
                .map(Placement::accountId)
                .distinct()
                .sorted()
                .toArray(Long[]::new);
        Future<RowSet<Row>> locked = reading.send(LOCK, Tuple.of((Object) accountIds));
        Future<RowSet<Row>> delivered = reading.send(SELECT_DELIVERED, keys());
        Future<RowSet<Row>> mailboxes = readMailboxes(reading, accountIds);
        return reading.landed().compose(landed -> {
            for (Row row : locked.result()) {
                accounts.put(row.getLong(0), new AccountIntake(row));
            }
            for (Row row : delivered.result()) {
                AccountIntake account = accounts.get(row.getLong(0));
                if (account != null) {
                    account.alreadyDelivered(row.getUUID(1), row.getInteger(2), row.getInteger(3));
                }
            }
            for (Row row : mailboxes.result()) {
                AccountIntake account = accounts.get(row.getLong(0));
                if (account != null) {
                    account.mailbox(
                            TextFold.fold(row.getString(1)), row.getString(4), row.getInteger(2), row.getLong(3));
                }
            }
            return write(nowMs).map(outcomes);
        });
    }

    /** The accounts that got something, once it has run. */
    Collection<AccountIntake> changedAccounts() {
        return accounts.values().stream().filter(AccountIntake::hasChanged).toList();
    }

    private Tuple keys() {
        Long[] accountIds = new Long[placements.size()];
        UUID[] queueIds = new UUID[placements.size()];
        for (int i = 0; i < queueIds.length; i++) {
            accountIds[i] = placements.get(i).accountId();
            queueIds[i] = placements.get(i).queueId();
        }
        return Tuple.of(accountIds, (Object) queueIds);
    }

    private Future<RowSet<Row>> readMailboxes(Flight reading, Long[] accountIds) {
        Long[] leadingElsewhere = placements.stream()
                .filter(Placement::leadsElsewhere)
                .map(Placement::accountId)
                .distinct()
                .toArray(Long[]::new);
        return leadingElsewhere.length == 0
                ? reading.send(SELECT_INBOXES, Tuple.of((Object) accountIds))
                : reading.send(SELECT_NAMED, Tuple.of(accountIds, (Object) leadingElsewhere));
    }

    private Future<Void> write(long nowMs) {
        NewEmails emails = new NewEmails();
        int stored = 0;
        for (Placement placement : placements) {
            AccountIntake account = accounts.get(placement.accountId());
            Outcome outcome = account == null
                    ? Outcome.of(TargetResult.Status.NO_SUCH_ACCOUNT)
                    : account.place(placement, emails);
            outcomes.add(outcome);
            if (outcome.status() == TargetResult.Status.STORED) {
                stored++;
            }
        }
        Flight writing = new Flight(connection);
        if (!emails.isEmpty()) {
            emails.insert(writing, nowMs);
            insertDelivered(writing, stored);
            Collection<AccountIntake> changed = changedAccounts();
            updateMailboxes(writing, changed);
            updateAccounts(writing, changed);
        }
        Failpoints.hit("mailbox.deliver.before-commit");
        writing.plain("COMMIT");
        return writing.landed().compose(committed -> {
            Failpoints.hit("mailbox.deliver.after-commit");
            return Future.succeededFuture();
        });
    }

    private void insertDelivered(Flight writing, int count) {
        Long[] accountIds = new Long[count];
        UUID[] queueIds = new UUID[count];
        Integer[] mailboxIds = new Integer[count];
        Integer[] uids = new Integer[count];
        int at = 0;
        for (int i = 0; i < placements.size(); i++) {
            if (outcomes.get(i).status() == TargetResult.Status.STORED) {
                accountIds[at] = placements.get(i).accountId();
                queueIds[at] = placements.get(i).queueId();
                mailboxIds[at] = outcomes.get(i).mailboxId();
                uids[at] = outcomes.get(i).uid();
                at++;
            }
        }
        writing.send(INSERT_DELIVERED, Tuple.of(accountIds, queueIds, mailboxIds, uids));
    }

    private static void updateMailboxes(Flight writing, Collection<AccountIntake> changed) {
        int count = changed.stream()
                .mapToInt(account -> account.changedMailboxes().size())
                .sum();
        Long[] accountIds = new Long[count];
        Integer[] mailboxIds = new Integer[count];
        Long[] uidNexts = new Long[count];
        Long[] modseqs = new Long[count];
        Integer[] messages = new Integer[count];
        Long[] octets = new Long[count];
        int at = 0;
        for (AccountIntake account : changed) {
            for (AccountIntake.Mailbox mailbox : account.changedMailboxes().values()) {
                accountIds[at] = account.accountId;
                mailboxIds[at] = mailbox.id;
                uidNexts[at] = mailbox.uidNext();
                modseqs[at] = account.modseq;
                messages[at] = mailbox.delta.messages();
                octets[at] = mailbox.delta.sizeOctets();
                at++;
            }
        }
        writing.send(UPDATE_MAILBOXES, Tuple.of(accountIds, mailboxIds, uidNexts, modseqs, messages, octets));
    }

    private static void updateAccounts(Flight writing, Collection<AccountIntake> changed) {
        int count = changed.size();
        Long[] accountIds = new Long[count];
        Long[] modseqs = new Long[count];
        Long[] nextEmailIds = new Long[count];
        Long[] octets = new Long[count];
        Integer[] messages = new Integer[count];
        String[] mailboxIds = new String[count];
        int at = 0;
        for (AccountIntake account : changed) {
            accountIds[at] = account.accountId;
            modseqs[at] = account.modseq;
            nextEmailIds[at] = account.nextEmailId();
            octets[at] = account.addedOctets();
            messages[at] = account.addedMessages();
            mailboxIds[at] = account.changedMailboxes()
                    .keySet()
                    .toString()
                    .replace('[', '{')
                    .replace(']', '}');
            at++;
        }
        writing.send(UPDATE_ACCOUNTS, Tuple.of(accountIds, modseqs, nextEmailIds, octets, messages));
        writing.send(INSERT_OUTBOX, Tuple.of(accountIds, modseqs, mailboxIds));
    }
}
