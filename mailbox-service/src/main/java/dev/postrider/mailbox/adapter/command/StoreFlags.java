package dev.postrider.mailbox.adapter.command;

import dev.postrider.contracts.StoreFlagsRequest;
import dev.postrider.contracts.StoreFlagsResponse;
import dev.postrider.mailbox.adapter.account.AccountTransactions;
import dev.postrider.mailbox.adapter.account.LockedAccount;
import dev.postrider.mailbox.adapter.read.MailboxReader;
import dev.postrider.mailbox.adapter.read.MailboxRow;
import dev.postrider.mailbox.adapter.sql.Flight;
import dev.postrider.mailbox.adapter.sql.UidRanges;
import dev.postrider.mailbox.port.Refusal;
import dev.postrider.mailbox.port.RefusedException;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;

/** StoreFlags: one UPDATE that computes the new flags from the old ones, so that no concurrent command is overwritten. */
public final class StoreFlags {
    private static final int ALL_FLAGS = 31;

    /** The rows that a command changes; those whose flags stay as they are keep their modseq. {0}: new flags, {1}: new keywords. */
    private static final String CHANGED = """
            m.account_id = $1 AND m.mailbox_id = $2 AND m.uid BETWEEN r.first AND r.last AND m.modseq <= $7
                AND (m.flags <> {0} OR m.keywords <> {1})""";

    /** How many rows change, and by how much the counters of unseen and deleted messages do. */
    private static final String COUNT = """
            SELECT count(*)::int, coalesce(sum((m.flags & 1) - ({0} & 1)), 0)::int,
                coalesce(sum((({0} & 8) - (m.flags & 8)) / 8), 0)::int
            FROM unnest($3::int[], $4::int[]) AS r(first, last), mailbox.email_mailbox m WHERE\s""" + CHANGED;

    /** Joins the ranges alone: a join of changed rows with the table is quadratic where statistics are not there yet. */
    private static final String UPDATE = """
            UPDATE mailbox.email_mailbox m SET flags = {0}, keywords = {1}, modseq = $8
            FROM unnest($3::int[], $4::int[]) AS r(first, last) WHERE\s""" + CHANGED;

    /** What an operation makes of the flags and keywords of a row. */
    private record Change(String flags, String keywords) {
        String count() {
            return with(COUNT);
        }

        String update() {
            return with(UPDATE);
        }

        private String with(String sql) {
            return sql.replace("{0}", flags).replace("{1}", keywords);
        }
    }

    private static final Change REPLACE = new Change("$5::smallint", "$6::text[]");

    private static final Change ADD = new Change("(m.flags | $5::smallint)", """
            (CASE WHEN m.keywords @> $6::text[] THEN m.keywords
            ELSE ARRAY(SELECT DISTINCT unnest(m.keywords || $6::text[]) ORDER BY 1) END)""");

    private static final Change REMOVE = new Change("(m.flags & ~$5::smallint)", """
            (CASE WHEN m.keywords && $6::text[]
            THEN ARRAY(SELECT k FROM unnest(m.keywords) k WHERE k <> ALL ($6::text[]) ORDER BY 1) ELSE m.keywords END)""");

    private static final String SELECT = """
            SELECT m.uid, m.modseq, m.flags, m.keywords
            FROM unnest($3::int[], $4::int[]) AS r(first, last)
            JOIN mailbox.email_mailbox m ON m.account_id = $1 AND m.mailbox_id = $2 AND m.uid BETWEEN r.first AND r.last
            ORDER BY m.uid""";

    private final AccountTransactions transactions;

    public StoreFlags(AccountTransactions transactions) {
        this.transactions = transactions;
    }

    /** Changes flags; fails with {@code RefusedException}. */
    public Future<StoreFlagsResponse> store(StoreFlagsRequest request) {
        UidRanges ranges = UidRanges.of(request.getUids());
        if ((request.getFlags().getSystem() & ~ALL_FLAGS) != 0
                || request.getOperation() == StoreFlagsRequest.Operation.UNRECOGNIZED) {
            return Future.failedFuture(new RefusedException(Refusal.INVALID_ARGUMENT, "no such flag or operation"));
        }
        return transactions.run(request.getAccountId(), account -> store(account, request, ranges));
    }

    private static Future<StoreFlagsResponse> store(
            LockedAccount account, StoreFlagsRequest request, UidRanges ranges) {
        boolean removes = request.getOperation() == StoreFlagsRequest.Operation.REMOVE;
        Future<MailboxRow> mailbox =
                MailboxReader.row(account.connection(), account.accountId(), request.getMailboxId());
        return mailbox.compose(found -> removes
                        ? Keywords.find(account, request.getFlags().getKeywordsList())
                        : Keywords.spell(account, request.getFlags().getKeywordsList()))
                .compose(keywords -> Keywords.note(account, mailbox.result().id(), removes ? new String[0] : keywords)
                        .map(keywords))
                .compose(keywords ->
                        update(account, request, ranges, mailbox.result().id(), keywords));
    }

    private static Future<StoreFlagsResponse> update(
            LockedAccount account, StoreFlagsRequest request, UidRanges ranges, int mailboxId, String[] keywords) {
        long unchangedSince = request.hasUnchangedSince() ? request.getUnchangedSince() : Long.MAX_VALUE;
        Change change = switch (request.getOperation()) {
            case REPLACE -> REPLACE;
            case ADD -> ADD;
            case REMOVE -> REMOVE;
            case UNRECOGNIZED -> throw new IllegalStateException("Checked before");
        };
        Flight flight = new Flight(account.connection());
        // The account is locked: what is counted is what is changed.
        Future<RowSet<Row>> changed =
                flight.send(change.count(), parameters(account, request, ranges, mailboxId, keywords, unchangedSince));
        flight.send(
                change.update(),
                parameters(account, request, ranges, mailboxId, keywords, unchangedSince)
                        .addLong(account.modseq()));
        Future<RowSet<Row>> now = flight.send(
                SELECT,
                Tuple.of(account.accountId(), mailboxId)
                        .addArrayOfInteger(ranges.firsts())
                        .addArrayOfInteger(ranges.lasts()));
        return flight.landed().map(landed -> {
            Row counts = changed.result().iterator().next();
            if (counts.getInteger(0) > 0) {
                account.delta(mailboxId).flagged(counts.getInteger(1), counts.getInteger(2));
            }
            StoreFlagsResponse.Builder response = StoreFlagsResponse.newBuilder();
            for (Row row : now.result()) {
                long modseq = row.getLong(1);
                if (modseq > unchangedSince && modseq != account.modseq()) {
                    response.addModified(row.getInteger(0));
                } else {
                    response.addUpdated(MailboxReader.flags(row, 0));
                }
            }
            return response.build();
        });
    }

    private static Tuple parameters(
            LockedAccount account,
            StoreFlagsRequest request,
            UidRanges ranges,
            int mailboxId,
            String[] keywords,
            long unchangedSince) {
        return Tuple.of(account.accountId(), mailboxId)
                .addArrayOfInteger(ranges.firsts())
                .addArrayOfInteger(ranges.lasts())
                .addShort((short) request.getFlags().getSystem())
                .addArrayOfString(keywords)
                .addLong(unchangedSince);
    }
}
