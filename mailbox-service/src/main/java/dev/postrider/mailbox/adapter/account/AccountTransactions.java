package dev.postrider.mailbox.adapter.account;

import dev.postrider.mailbox.adapter.outbox.OutboxRelay;
import dev.postrider.mailbox.adapter.sql.Connections;
import dev.postrider.mailbox.adapter.sql.Flight;
import dev.postrider.mailbox.port.Refusal;
import dev.postrider.mailbox.port.RefusedException;
import dev.postrider.servicekit.failpoint.Failpoints;
import dev.postrider.servicekit.postgres.SqlFaults;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.util.Iterator;
import java.util.function.Function;

/** Runs commands that change one account: each a transaction under the lock of the account's row. */
public final class AccountTransactions {
    /** Of one command, the first included. */
    private static final int ATTEMPTS = 5;

    private final Connections connections;
    private final OutboxRelay relay;

    public AccountTransactions(Connections connections, OutboxRelay relay) {
        this.connections = connections;
        this.relay = relay;
    }

    /**
     * Locks the account, runs {@code work}, writes what the {@link LockedAccount} collected, commits, and publishes the hint.
     * Repeats all of it when PostgreSQL asks for that, so {@code work} must have no effect outside the transaction.
     *
     * @return fails with {@link RefusedException} (NOT_FOUND if there is no such account), or with a fault of the database
     */
    public <T> Future<T> run(long accountId, Function<LockedAccount, Future<T>> work) {
        return attempt(accountId, work, 1);
    }

    private <T> Future<T> attempt(long accountId, Function<LockedAccount, Future<T>> work, int number) {
        return connections
                .take()
                .compose(connection -> transact(connection, accountId, work))
                .recover(fault -> SqlFaults.isRepeatable(fault) && number < ATTEMPTS
                        ? attempt(accountId, work, number + 1)
                        : Future.failedFuture(fault));
    }

    private <T> Future<T> transact(SqlConnection connection, long accountId, Function<LockedAccount, Future<T>> work) {
        Flight opening = new Flight(connection);
        opening.plain("BEGIN");
        Future<RowSet<Row>> locked = opening.send(LockedAccount.SELECT_FOR_UPDATE, Tuple.of(accountId));
        return opening.landed()
                .map(landed -> account(connection, accountId, locked.result()))
                .compose(account ->
                        work.apply(account).compose(result -> commit(account).map(result)))
                .onComplete(
                        done -> connection.close(),
                        // A connection that is broken already leaves the pool by itself.
                        fault -> connection.query("ROLLBACK").execute().onComplete(ended -> connection.close()));
    }

    private static LockedAccount account(SqlConnection connection, long accountId, RowSet<Row> rows) {
        Iterator<Row> found = rows.iterator();
        if (!found.hasNext()) {
            throw new RefusedException(Refusal.NOT_FOUND, "no such account");
        }
        return new LockedAccount(connection, accountId, found.next());
    }

    private Future<Void> commit(LockedAccount account) {
        Failpoints.hit("mailbox.command.before-commit");
        Flight closing = new Flight(account.connection());
        if (account.hasChanged()) {
            account.write(closing);
        }
        closing.plain("COMMIT");
        return closing.landed().compose(committed -> {
            Failpoints.hit("mailbox.command.after-commit");
            if (account.hasChanged()) {
                relay.committed(account.accountId(), account.modseq(), account.changedMailboxes());
            }
            return Future.succeededFuture();
        });
    }
}
