package dev.postrider.mailbox.adapter.account;

import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What the directory does in schema {@code mailbox} when it makes, changes or removes an account. The functions that take a
 * {@code tx} run inside the caller's transaction, so that both schemas agree.
 */
public final class AccountProvisioning {
    /** The mailboxes of a new account besides INBOX: name, and role of RFC 6154 in lower case. */
    private static final Map<String, String> DEFAULT_MAILBOXES =
            Map.of("Sent", "sent", "Drafts", "drafts", "Trash", "trash", "Junk", "junk", "Archive", "archive");

    private static final List<String> DEFAULT_ORDER = List.of("Sent", "Drafts", "Trash", "Junk", "Archive");

    private static final String INSERT_ACCOUNT = """
            INSERT INTO mailbox.account (account_id, quota_octets, next_mailbox_id, last_uid_validity)
            VALUES ($1, $2, $3, floor(extract(epoch FROM clock_timestamp()))::bigint)""";

    private static final String INSERT_MAILBOXES = """
            INSERT INTO mailbox.mailbox (account_id, mailbox_id, name, role, uid_validity, highest_modseq)
            SELECT a.account_id, m.mailbox_id, m.name, m.role, a.last_uid_validity, a.modseq
            FROM mailbox.account a, unnest($2::int[], $3::text[], $4::text[]) AS m(mailbox_id, name, role)
            WHERE a.account_id = $1""";

    private static final String INSERT_SUBSCRIPTIONS = """
            INSERT INTO mailbox.subscription (account_id, name) SELECT $1, unnest($2::text[])""";

    /** Children before the account's row, which is the lock. */
    private static final List<String> OWNED_TABLES = List.of(
            "email_mailbox",
            "email_body",
            "email",
            "expunged",
            "outbox",
            "delivered",
            "subscription",
            "keyword",
            "mailbox");

    private AccountProvisioning() {}

    /**
     * Makes the account's row and its default mailboxes (INBOX, Sent, Drafts, Trash, Junk, Archive; all subscribed).
     *
     * @param quotaOctets 0: no limit
     */
    public static Future<Void> create(SqlConnection tx, long accountId, long quotaOctets) {
        int count = DEFAULT_ORDER.size() + 1;
        Integer[] ids = new Integer[count];
        String[] names = new String[count];
        String[] roles = new String[count];
        ids[0] = 1;
        names[0] = "INBOX";
        roles[0] = "";
        for (int i = 1; i < count; i++) {
            ids[i] = i + 1;
            names[i] = DEFAULT_ORDER.get(i - 1);
            roles[i] = DEFAULT_MAILBOXES.getOrDefault(names[i], "");
        }
        return tx.preparedQuery(INSERT_ACCOUNT)
                .execute(Tuple.of(accountId, quotaOctets, count + 1))
                .compose(inserted -> tx.preparedQuery(INSERT_MAILBOXES).execute(Tuple.of(accountId, ids, names, roles)))
                .compose(
                        inserted -> tx.preparedQuery(INSERT_SUBSCRIPTIONS).execute(Tuple.of(accountId, (Object) names)))
                .mapEmpty();
    }

    /**
     * Sets the quota. What lies above it stays.
     *
     * @return whether there is such an account
     */
    public static Future<Boolean> setQuota(SqlClient tx, long accountId, long quotaOctets) {
        return tx.preparedQuery("UPDATE mailbox.account SET quota_octets = $2 WHERE account_id = $1")
                .execute(Tuple.of(accountId, quotaOctets))
                .map(rows -> rows.rowCount() == 1);
    }

    /** Removes everything that the account has. Its large bodies are left to the sweep of the blob store. */
    public static Future<Void> delete(SqlConnection tx, long accountId) {
        Future<?> done = tx.preparedQuery("SELECT 1 FROM mailbox.account WHERE account_id = $1 FOR UPDATE")
                .execute(Tuple.of(accountId));
        for (String table : OWNED_TABLES) {
            done = done.compose(previous -> tx.preparedQuery("DELETE FROM mailbox." + table + " WHERE account_id = $1")
                    .execute(Tuple.of(accountId)));
        }
        return done.compose(previous -> tx.preparedQuery("DELETE FROM mailbox.account WHERE account_id = $1")
                        .execute(Tuple.of(accountId)))
                .mapEmpty();
    }

    /** How full the account is; empty if there is no such account. */
    public static Future<Optional<AccountUsage>> usage(SqlClient client, long accountId) {
        return usages(client, List.of(accountId)).map(found -> Optional.ofNullable(found.get(accountId)));
    }

    /** How full each of these accounts is, by account id; accounts that do not exist are left out. One round trip. */
    public static Future<Map<Long, AccountUsage>> usages(SqlClient client, Collection<Long> accountIds) {
        return client.preparedQuery("""
                        SELECT account_id, quota_octets, used_octets, used_messages
                        FROM mailbox.account WHERE account_id = ANY($1::bigint[])""")
                .execute(Tuple.of(accountIds.toArray(new Long[0])))
                .map(rows -> {
                    Map<Long, AccountUsage> found = new HashMap<>();
                    for (Row row : rows) {
                        found.put(
                                row.getLong(0),
                                new AccountUsage(row.getLong(0), row.getLong(1), row.getLong(2), row.getLong(3)));
                    }
                    return found;
                });
    }
}
