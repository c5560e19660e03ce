package dev.postrider.mailbox.adapter.command;

import dev.postrider.contracts.CopyMessagesRequest;
import dev.postrider.contracts.CopyMessagesResponse;
import dev.postrider.mailbox.adapter.account.AccountTransactions;
import dev.postrider.mailbox.adapter.account.LockedAccount;
import dev.postrider.mailbox.adapter.entry.Arrival;
import dev.postrider.mailbox.adapter.entry.Departure;
import dev.postrider.mailbox.adapter.entry.Entry;
import dev.postrider.mailbox.adapter.read.MailboxReader;
import dev.postrider.mailbox.adapter.read.MailboxRow;
import dev.postrider.mailbox.adapter.sql.Flight;
import dev.postrider.mailbox.adapter.sql.UidRanges;
import io.vertx.core.Future;
import io.vertx.sqlclient.Tuple;
import java.util.List;
import java.util.TreeSet;

/** CopyMessages: COPY, and MOVE (RFC 6851) as the same with the source expunged in the same transaction. */
public final class CopyMessages {
    private static final String SELECT = "SELECT " + Entry.COLUMNS + """
             FROM unnest($3::int[], $4::int[]) AS r(first, last)
            JOIN mailbox.email_mailbox m ON m.account_id = $1 AND m.mailbox_id = $2 AND m.uid BETWEEN r.first AND r.last""";

    private final AccountTransactions transactions;

    public CopyMessages(AccountTransactions transactions) {
        this.transactions = transactions;
    }

    /** Copies or moves; all or nothing. Fails with {@code RefusedException}. */
    public Future<CopyMessagesResponse> copy(CopyMessagesRequest request) {
        UidRanges ranges = UidRanges.of(request.getUids());
        return transactions.run(request.getAccountId(), account -> {
            Future<MailboxRow> from =
                    MailboxReader.row(account.connection(), account.accountId(), request.getFromMailboxId());
            Future<MailboxRow> to = MailboxReader.row(account.connection(), account.accountId(), request.getToName());
            return Future.join(from, to)
                    .compose(found -> transfer(account, from.result(), to.result(), ranges, request.getMove()));
        });
    }

    /**
     * Within a command.
     *
     * @param move whether the source is expunged
     */
    static Future<CopyMessagesResponse> transfer(
            LockedAccount account, MailboxRow from, MailboxRow to, UidRanges ranges, boolean move) {
        Tuple which = Tuple.of(account.accountId(), from.id())
                .addArrayOfInteger(ranges.firsts())
                .addArrayOfInteger(ranges.lasts());
        return account.connection().preparedQuery(SELECT).execute(which).compose(rows -> {
            List<Entry> entries = Entry.of(rows);
            CopyMessagesResponse.Builder response =
                    CopyMessagesResponse.newBuilder().setUidValidity((int) to.uidValidity());
            if (entries.isEmpty()) {
                return Future.succeededFuture(response.build());
            }
            if (!move) {
                account.demandRoom(entries.stream().mapToLong(Entry::sizeOctets).sum());
            }
            Flight flight = new Flight(account.connection());
            Integer[] uids = Arrival.insert(flight, account, from.id(), to, entries, System.currentTimeMillis());
            if (!move) {
                Arrival.addReferences(flight, account.accountId(), entries);
            }
            for (int i = 0; i < uids.length; i++) {
                response.addSourceUids(entries.get(i).uid()).addDestinationUids(uids[i]);
            }
            return flight.landed()
                    .compose(landed -> Keywords.note(account, to.id(), keywords(entries)))
                    .compose(noted -> move ? expunge(account, from, entries) : Future.succeededFuture())
                    .map(done -> response.build());
        });
    }

    /** Just the entries that were copied: a move within one mailbox must not take the new ones. */
    private static Future<Void> expunge(LockedAccount account, MailboxRow from, List<Entry> entries) {
        Integer[] uids = entries.stream().map(Entry::uid).toArray(Integer[]::new);
        return Departure.remove(account, from.id(), UidRanges.of(uids), 0).mapEmpty();
    }

    private static String[] keywords(List<Entry> entries) {
        TreeSet<String> keywords = new TreeSet<>();
        for (Entry entry : entries) {
            keywords.addAll(entry.keywords());
        }
        return keywords.toArray(new String[0]);
    }
}
