package dev.postrider.mailbox.adapter.command;

import dev.postrider.contracts.CreateMailboxRequest;
import dev.postrider.contracts.DeleteMailboxRequest;
import dev.postrider.contracts.MailboxInfo;
import dev.postrider.contracts.RenameMailboxRequest;
import dev.postrider.contracts.SetSubscribedRequest;
import dev.postrider.mailbox.adapter.account.AccountTransactions;
import dev.postrider.mailbox.adapter.account.LockedAccount;
import dev.postrider.mailbox.adapter.read.MailboxReader;
import dev.postrider.mailbox.adapter.read.MailboxRow;
import dev.postrider.mailbox.adapter.sql.Connections;
import dev.postrider.mailbox.adapter.sql.Flight;
import dev.postrider.mailbox.adapter.sql.UidRanges;
import dev.postrider.mailbox.name.MailboxName;
import dev.postrider.mailbox.port.Refusal;
import dev.postrider.mailbox.port.RefusedException;
import io.vertx.core.Future;
import io.vertx.sqlclient.Tuple;
import java.util.Set;

/** CreateMailbox, DeleteMailbox, RenameMailbox, SetSubscribed. */
public final class MailboxTree {
    /** Those that a mailbox here can have: the others of RFC 6154 are views, not mailboxes. */
    private static final Set<String> ROLES = Set.of("", "sent", "drafts", "trash", "junk", "archive");

    private static final int MAX_SUBSCRIPTIONS = 10_000;

    /** All of one snapshot: what is updated and what is deleted are disjoint. */
    private static final String DELETE_ENTRIES = """
            WITH gone AS (DELETE FROM mailbox.email_mailbox WHERE account_id = $1 AND mailbox_id = $2 RETURNING email_id),
            c AS MATERIALIZED (SELECT email_id, count(*)::int AS entries FROM gone GROUP BY email_id),
            less AS (
                UPDATE mailbox.email e SET refs = e.refs - c.entries FROM c
                WHERE e.account_id = $1 AND e.email_id = c.email_id AND e.refs > c.entries),
            dead AS (
                DELETE FROM mailbox.email e USING c
                WHERE e.account_id = $1 AND e.email_id = c.email_id AND e.refs <= c.entries RETURNING e.email_id)
            DELETE FROM mailbox.email_body b USING dead WHERE b.account_id = $1 AND b.email_id = dead.email_id""";

    private static final String SUBSCRIBE = """
            INSERT INTO mailbox.subscription (account_id, name)
            SELECT account_id, $2 FROM mailbox.account WHERE account_id = $1
                AND (SELECT count(*) FROM mailbox.subscription WHERE account_id = $1) < $3
            ON CONFLICT (account_id, name) DO NOTHING""";

    private static final String UNSUBSCRIBE = "DELETE FROM mailbox.subscription WHERE account_id = $1 AND name = $2";

    private final AccountTransactions transactions;
    private final Connections connections;

    public MailboxTree(AccountTransactions transactions, Connections connections) {
        this.transactions = transactions;
        this.connections = connections;
    }

    /** Makes a mailbox; a role belongs to one mailbox of the account. */
    public Future<MailboxInfo> create(CreateMailboxRequest request) {
        MailboxName name = name(request.getName());
        if (!ROLES.contains(request.getRole())) {
            return Future.failedFuture(
                    new RefusedException(Refusal.FAILED_PRECONDITION, "no mailbox can have this role"));
        }
        return transactions.run(
                request.getAccountId(),
                account -> MailboxRows.read(account)
                        .compose(rows -> {
                            if (rows.has(name)) {
                                throw exists();
                            }
                            if (!request.getRole().isEmpty() && rows.hasRole(request.getRole())) {
                                throw new RefusedException(
                                        Refusal.FAILED_PRECONDITION, "another mailbox has this role");
                            }
                            return rows.create(name, request.getRole());
                        })
                        .compose(created -> MailboxReader.info(account.connection(), account.accountId(), name.text()))
                        .map(info -> info.orElseThrow(() -> new IllegalStateException("A new mailbox is not there"))));
    }

    /** Removes a mailbox and its messages. */
    public Future<Void> delete(DeleteMailboxRequest request) {
        MailboxName name = name(request.getName());
        if (name.isInbox()) {
            return Future.failedFuture(new RefusedException(Refusal.FAILED_PRECONDITION, "INBOX stays"));
        }
        return transactions.run(
                request.getAccountId(),
                account -> MailboxReader.row(account.connection(), account.accountId(), name.text())
                        .compose(mailbox -> MailboxRows.read(account).compose(rows -> {
                            if (!rows.below(name).isEmpty()) {
                                throw new RefusedException(Refusal.FAILED_PRECONDITION, "there are mailboxes below it");
                            }
                            return delete(account, mailbox);
                        })));
    }

    private static Future<Void> delete(LockedAccount account, MailboxRow mailbox) {
        account.delta(mailbox.id()).emptied(mailbox.messages(), mailbox.sizeOctets());
        account.forgetRow(mailbox.id());
        Flight flight = new Flight(account.connection());
        Tuple key = Tuple.of(account.accountId(), mailbox.id());
        flight.send(DELETE_ENTRIES, key);
        flight.send("DELETE FROM mailbox.expunged WHERE account_id = $1 AND mailbox_id = $2", key);
        flight.send("DELETE FROM mailbox.mailbox WHERE account_id = $1 AND mailbox_id = $2", key);
        return flight.landed();
    }

    /** Renames a mailbox with all below it. Of INBOX, only the messages move: it stays, empty, and so do those below it. */
    public Future<Void> rename(RenameMailboxRequest request) {
        MailboxName from = name(request.getFrom());
        MailboxName to = name(request.getTo());
        return transactions.run(
                request.getAccountId(),
                account -> MailboxRows.read(account).compose(rows -> {
                    rows.id(from);
                    if (rows.has(to)) {
                        throw exists();
                    }
                    if (from.isInbox()) {
                        return rows.create(to, "").compose(created -> empty(account, from, to));
                    }
                    if (to.isBelow(from)) {
                        throw new RefusedException(Refusal.FAILED_PRECONDITION, "a mailbox cannot go below itself");
                    }
                    Future<Void> parent =
                            to.parents().isEmpty() || rows.has(to.parents().getLast())
                                    ? Future.succeededFuture()
                                    : rows.create(to.parents().getLast(), "");
                    return parent.compose(made -> rows.rename(from, to));
                }));
    }

    private static Future<Void> empty(LockedAccount account, MailboxName from, MailboxName to) {
        Future<MailboxRow> source = MailboxReader.row(account.connection(), account.accountId(), from.text());
        Future<MailboxRow> target = MailboxReader.row(account.connection(), account.accountId(), to.text());
        return Future.join(source, target)
                .compose(found ->
                        CopyMessages.transfer(account, source.result(), target.result(), UidRanges.all(), true))
                .mapEmpty();
    }

    /** Subscribes to a name, of which there need be no mailbox. */
    public Future<Void> setSubscribed(SetSubscribedRequest request) {
        MailboxName name = name(request.getName());
        if (!request.getSubscribed()) {
            return connections
                    .pool()
                    .preparedQuery(UNSUBSCRIBE)
                    .execute(Tuple.of(request.getAccountId(), name.text()))
                    .mapEmpty();
        }
        return connections
                .pool()
                .preparedQuery(SUBSCRIBE)
                .execute(Tuple.of(request.getAccountId(), name.text(), MAX_SUBSCRIPTIONS))
                .mapEmpty();
    }

    private static MailboxName name(String given) {
        return MailboxName.parse(given)
                .orElseThrow(() -> new RefusedException(Refusal.INVALID_ARGUMENT, "not a name for a mailbox"));
    }

    private static RefusedException exists() {
        return new RefusedException(Refusal.ALREADY_EXISTS, "there is such a mailbox");
    }
}
