package dev.postrider.mailbox.adapter.command;

import dev.postrider.contracts.ExpungeRequest;
import dev.postrider.contracts.ExpungeResponse;
import dev.postrider.mailbox.adapter.account.AccountTransactions;
import dev.postrider.mailbox.adapter.account.LockedAccount;
import dev.postrider.mailbox.adapter.entry.Departure;
import dev.postrider.mailbox.adapter.entry.Entry;
import dev.postrider.mailbox.adapter.read.MailboxReader;
import dev.postrider.mailbox.adapter.read.MailboxRow;
import dev.postrider.mailbox.adapter.sql.Flight;
import dev.postrider.mailbox.adapter.sql.UidRanges;
import io.vertx.core.Future;
import java.util.List;

/** Expunge: entries with {@code \Deleted} go, tombstones stay. */
public final class Expunge {
    private static final int DELETED = 8;

    private final AccountTransactions transactions;

    public Expunge(AccountTransactions transactions) {
        this.transactions = transactions;
    }

    /** Expunges; fails with {@code RefusedException}. */
    public Future<ExpungeResponse> expunge(ExpungeRequest request) {
        UidRanges ranges = request.hasUids() ? UidRanges.of(request.getUids()) : UidRanges.all();
        return transactions.run(
                request.getAccountId(),
                account -> MailboxReader.row(account.connection(), account.accountId(), request.getMailboxId())
                        .compose(mailbox -> expunge(account, mailbox, ranges)));
    }

    private static Future<ExpungeResponse> expunge(LockedAccount account, MailboxRow mailbox, UidRanges ranges) {
        return Departure.remove(account, mailbox.id(), ranges, DELETED).compose(gone -> {
            Flight flight = new Flight(account.connection());
            Departure.dropEmails(flight, account.accountId(), gone);
            return flight.landed().map(landed -> response(account, mailbox, gone));
        });
    }

    private static ExpungeResponse response(LockedAccount account, MailboxRow mailbox, List<Entry> gone) {
        ExpungeResponse.Builder response = ExpungeResponse.newBuilder()
                .setHighestModseq(gone.isEmpty() ? mailbox.highestModseq() : account.modseq());
        gone.forEach(entry -> response.addExpunged(entry.uid()));
        return response.build();
    }
}
