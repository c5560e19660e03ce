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

    /** Rows whose flags do not change keep their modseq. */
    private static final String UPDATE = """
            WITH o AS MATERIALIZED (
                SELECT m.uid, m.flags AS old_flags, (%s)::smallint AS new_flags,
                       m.keywords AS old_keywords, %s AS new_keywords
                FROM unnest($3::int[], $4::int[]) AS r(first, last)
                JOIN mailbox.email_mailbox m
                    ON m.account_id = $1 AND m.mailbox_id = $2 AND m.uid BETWEEN r.first AND r.last
                WHERE m.modseq <= $8),
            u AS (
                UPDATE mailbox.email_mailbox m SET flags = o.new_flags, keywords = o.new_keywords, modseq = $7 FROM o
                WHERE m.account_id = $1 AND m.mailbox_id = $2 AND m.uid = o.uid
                    AND (o.old_flags <> o.new_flags OR o.old_keywords <> o.new_keywords)
                RETURNING o.old_flags, o.new_flags)
            SELECT count(*)::int, coalesce(sum((old_flags & 1) - (new_flags & 1)), 0)::int,
                coalesce(sum(((new_flags & 8) - (old_flags & 8)) / 8), 0)::int FROM u""";

    private static final String REPLACE = UPDATE.formatted("$5::smallint", "$6::text[]");

    private static final String ADD = UPDATE.formatted("m.flags | $5::smallint", """
            CASE WHEN m.keywords @> $6::text[] THEN m.keywords
            ELSE ARRAY(SELECT DISTINCT unnest(m.keywords || $6::text[]) ORDER BY 1) END""");

    private static final String REMOVE = UPDATE.formatted("m.flags & ~$5::smallint", """
            CASE WHEN m.keywords && $6::text[]
            THEN ARRAY(SELECT k FROM unnest(m.keywords) k WHERE k <> ALL ($6::text[]) ORDER BY 1) ELSE m.keywords END""");

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
        String sql = switch (request.getOperation()) {
            case REPLACE -> REPLACE;
            case ADD -> ADD;
            case REMOVE -> REMOVE;
            case UNRECOGNIZED -> throw new IllegalStateException("Checked before");
        };
        Flight flight = new Flight(account.connection());
        Future<RowSet<Row>> changed = flight.send(
                sql,
                Tuple.of(account.accountId(), mailboxId)
                        .addArrayOfInteger(ranges.firsts())
                        .addArrayOfInteger(ranges.lasts())
                        .addShort((short) request.getFlags().getSystem())
                        .addArrayOfString(keywords)
                        .addLong(account.modseq())
                        .addLong(unchangedSince));
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
}
