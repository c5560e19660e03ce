package dev.postrider.mailbox.adapter.command;

import dev.postrider.mailbox.adapter.account.LockedAccount;
import dev.postrider.mailbox.name.MailboxName;
import dev.postrider.mailbox.port.Refusal;
import dev.postrider.mailbox.port.RefusedException;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** The rows of an account's mailboxes, within a command that changes the tree. */
final class MailboxRows {
    private static final int MAX_MAILBOXES = 10_000;

    private static final String SELECT = "SELECT mailbox_id, name, role FROM mailbox.mailbox WHERE account_id = $1";

    private static final String INSERT = """
            INSERT INTO mailbox.mailbox (account_id, mailbox_id, name, role, uid_validity, highest_modseq)
            VALUES ($1, $2, $3, $4, $5, $6)""";

    private static final String RENAME = """
            UPDATE mailbox.mailbox m SET name = n.name FROM unnest($2::int[], $3::text[]) AS n(mailbox_id, name)
            WHERE m.account_id = $1 AND m.mailbox_id = n.mailbox_id""";

    private final LockedAccount account;
    private final Map<String, Integer> idByName = new TreeMap<>();
    private final Set<String> roles = new HashSet<>();

    private MailboxRows(LockedAccount account, Iterable<Row> rows) {
        this.account = account;
        for (Row row : rows) {
            idByName.put(row.getString(1), row.getInteger(0));
            roles.add(row.getString(2));
        }
    }

    static Future<MailboxRows> read(LockedAccount account) {
        return account.connection()
                .preparedQuery(SELECT)
                .execute(Tuple.of(account.accountId()))
                .map(rows -> new MailboxRows(account, rows));
    }

    boolean has(MailboxName name) {
        return idByName.containsKey(name.text());
    }

    boolean hasRole(String role) {
        return roles.contains(role);
    }

    /** Fails with NOT_FOUND. */
    int id(MailboxName name) {
        Integer id = idByName.get(name.text());
        if (id == null) {
            throw new RefusedException(Refusal.NOT_FOUND, "no such mailbox");
        }
        return id;
    }

    List<MailboxName> below(MailboxName name) {
        List<MailboxName> below = new ArrayList<>();
        for (String candidate : idByName.keySet()) {
            if (candidate.startsWith(name.childPrefix())) {
                below.add(new MailboxName(candidate));
            }
        }
        return below;
    }

    /** Makes a mailbox, which does not exist, and those above it that are missing. */
    Future<Void> create(MailboxName name, String role) {
        Future<Void> done = Future.succeededFuture();
        for (MailboxName parent : name.parents()) {
            if (!has(parent)) {
                done = done.compose(before -> insert(parent, ""));
            }
        }
        return done.compose(before -> insert(name, role));
    }

    private Future<Void> insert(MailboxName name, String role) {
        if (idByName.size() >= MAX_MAILBOXES) {
            return Future.failedFuture(new RefusedException(Refusal.RESOURCE_EXHAUSTED, "too many mailboxes"));
        }
        int id = account.takeMailboxId();
        idByName.put(name.text(), id);
        return account.connection()
                .preparedQuery(INSERT)
                .execute(Tuple.of(account.accountId(), id, name.text(), role)
                        .addLong(account.takeUidValidity())
                        .addLong(account.modseq()))
                .mapEmpty();
    }

    /** Gives a mailbox and those below it their new names. */
    Future<Void> rename(MailboxName from, MailboxName to) {
        List<MailboxName> names = below(from);
        names.add(from);
        Integer[] ids = new Integer[names.size()];
        String[] newNames = new String[names.size()];
        for (int i = 0; i < ids.length; i++) {
            ids[i] = id(names.get(i));
            newNames[i] = names.get(i)
                    .moved(from, to)
                    .orElseThrow(() ->
                            new RefusedException(Refusal.INVALID_ARGUMENT, "a name would be too long or too deep"))
                    .text();
        }
        return account.connection()
                .preparedQuery(RENAME)
                .execute(Tuple.of(account.accountId(), ids, newNames))
                .mapEmpty();
    }
}
