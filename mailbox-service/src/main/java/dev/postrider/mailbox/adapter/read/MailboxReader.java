package dev.postrider.mailbox.adapter.read;

import dev.postrider.contracts.Flags;
import dev.postrider.contracts.GetChangesRequest;
import dev.postrider.contracts.GetChangesResponse;
import dev.postrider.contracts.ListMailboxesResponse;
import dev.postrider.contracts.MailboxInfo;
import dev.postrider.contracts.MessageFlags;
import dev.postrider.mailbox.adapter.sql.Connections;
import dev.postrider.mailbox.adapter.sql.Flight;
import dev.postrider.mailbox.name.MailboxName;
import dev.postrider.mailbox.port.Refusal;
import dev.postrider.mailbox.port.RefusedException;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** ListMailboxes, GetMailbox, GetChanges. */
public final class MailboxReader {
    /** More changes than this are not told one by one: the mailbox has to be opened anew. */
    static final int MAX_CHANGES = 200_000;

    private static final String SELECT_ALL = "SELECT " + MailboxRow.COLUMNS + """
            , coalesce(m.name, s.name), s.name IS NOT NULL
            FROM (SELECT * FROM mailbox.mailbox WHERE account_id = $1) m
            FULL JOIN (SELECT name FROM mailbox.subscription WHERE account_id = $1) s ON s.name = m.name
            ORDER BY 13""";

    /** In the collation "C", the names below a are those between a/ and a0: 0 follows the slash. */
    private static final String SELECT_BY_NAME = "SELECT " + MailboxRow.COLUMNS + """
            , EXISTS (SELECT 1 FROM mailbox.subscription s WHERE s.account_id = $1 AND s.name = $2),
            EXISTS (SELECT 1 FROM mailbox.mailbox c WHERE c.account_id = $1 AND c.name > $2 || '/' AND c.name < $2 || '0')
            FROM mailbox.mailbox m WHERE m.account_id = $1 AND m.name = $2""";

    private static final String SELECT_STATE = """
            SELECT m.highest_modseq, m.uid_next, a.tombstone_floor
            FROM mailbox.mailbox m JOIN mailbox.account a ON a.account_id = m.account_id
            WHERE m.account_id = $1 AND m.mailbox_id = $2""";

    /** Materialised: else the limit tempts the planner to walk the whole mailbox by uid. */
    private static final String SELECT_CHANGED = """
            WITH c AS MATERIALIZED (
                SELECT uid, modseq, flags, keywords FROM mailbox.email_mailbox
                WHERE account_id = $1 AND mailbox_id = $2 AND modseq > $3 LIMIT $4)
            SELECT uid, modseq, flags, keywords FROM c ORDER BY uid""";

    private static final String SELECT_EXPUNGED = """
            WITH c AS MATERIALIZED (
                SELECT uid FROM mailbox.expunged
                WHERE account_id = $1 AND mailbox_id = $2 AND modseq > $3 LIMIT $4)
            SELECT uid FROM c ORDER BY uid""";

    private final Connections connections;

    public MailboxReader(Connections connections) {
        this.connections = connections;
    }

    /** All mailboxes of an account, by name. */
    public Future<ListMailboxesResponse> list(long accountId) {
        return connections
                .pool()
                .preparedQuery(SELECT_ALL)
                .execute(Tuple.of(accountId))
                .map(MailboxReader::listing);
    }

    private static ListMailboxesResponse listing(RowSet<Row> rows) {
        List<MailboxRow> mailboxes = new ArrayList<>();
        Set<String> subscribed = new HashSet<>();
        Set<String> parents = new HashSet<>();
        ListMailboxesResponse.Builder response = ListMailboxesResponse.newBuilder();
        for (Row row : rows) {
            String name = row.getString(12);
            if (row.getInteger(0) == null) {
                response.addOrphanSubscriptions(name);
                continue;
            }
            mailboxes.add(MailboxRow.of(row));
            if (row.getBoolean(13)) {
                subscribed.add(name);
            }
            for (int at = name.indexOf(MailboxName.DELIMITER);
                    at >= 0;
                    at = name.indexOf(MailboxName.DELIMITER, at + 1)) {
                parents.add(name.substring(0, at));
            }
        }
        if (mailboxes.isEmpty()) {
            // Every account has an INBOX.
            throw new RefusedException(Refusal.NOT_FOUND, "no such account");
        }
        for (MailboxRow mailbox : mailboxes) {
            response.addMailboxes(
                    mailbox.toProto(subscribed.contains(mailbox.name()), parents.contains(mailbox.name())));
        }
        return response.build();
    }

    /** One mailbox by name; fails with NOT_FOUND. */
    public Future<MailboxInfo> get(long accountId, String name) {
        return info(connections.pool(), accountId, name)
                .map(found -> found.orElseThrow(() -> new RefusedException(Refusal.NOT_FOUND, "no such mailbox")));
    }

    /** One mailbox by name, as a connection sees it. */
    public static Future<Optional<MailboxInfo>> info(SqlClient client, long accountId, String name) {
        Optional<MailboxName> parsed = MailboxName.parse(name);
        if (parsed.isEmpty()) {
            return Future.succeededFuture(Optional.empty());
        }
        return client.preparedQuery(SELECT_BY_NAME)
                .execute(Tuple.of(accountId, parsed.get().text()))
                .map(rows -> {
                    Iterator<Row> found = rows.iterator();
                    if (!found.hasNext()) {
                        return Optional.empty();
                    }
                    Row row = found.next();
                    return Optional.of(MailboxRow.of(row).toProto(row.getBoolean(12), row.getBoolean(13)));
                });
    }

    /** One mailbox by name, for a command; fails with NOT_FOUND. */
    public static Future<MailboxRow> row(SqlClient client, long accountId, String name) {
        Optional<MailboxName> parsed = MailboxName.parse(name);
        if (parsed.isEmpty()) {
            return Future.failedFuture(new RefusedException(Refusal.NOT_FOUND, "no such mailbox"));
        }
        String sql = "SELECT " + MailboxRow.COLUMNS + " FROM mailbox.mailbox m WHERE m.account_id = $1 AND m.name = $2";
        return client.preparedQuery(sql)
                .execute(Tuple.of(accountId, parsed.get().text()))
                .map(MailboxReader::single);
    }

    /** One mailbox by id, for a command; fails with NOT_FOUND. */
    public static Future<MailboxRow> row(SqlClient client, long accountId, long mailboxId) {
        String sql = "SELECT " + MailboxRow.COLUMNS
                + " FROM mailbox.mailbox m WHERE m.account_id = $1 AND m.mailbox_id = $2";
        return client.preparedQuery(sql)
                .execute(Tuple.of(accountId, columnId(mailboxId)))
                .map(MailboxReader::single);
    }

    private static MailboxRow single(RowSet<Row> rows) {
        Iterator<Row> found = rows.iterator();
        if (!found.hasNext()) {
            throw new RefusedException(Refusal.NOT_FOUND, "no such mailbox");
        }
        return MailboxRow.of(found.next());
    }

    /** A mailbox id of the contracts as the column's type; what does not fit is the id of no mailbox. */
    public static int columnId(long mailboxId) {
        return mailboxId < 0 || mailboxId > Integer.MAX_VALUE ? 0 : (int) mailboxId;
    }

    /** Everything that changed since a modseq, in one snapshot and one round trip. */
    public Future<GetChangesResponse> changes(GetChangesRequest request) {
        return connections.snapshot(connection -> changes(connection, request));
    }

    private static Future<GetChangesResponse> changes(SqlConnection connection, GetChangesRequest request) {
        int mailboxId = columnId(request.getMailboxId());
        long since = request.getSinceModseq();
        Flight flight = new Flight(connection);
        Future<RowSet<Row>> state = flight.send(SELECT_STATE, Tuple.of(request.getAccountId(), mailboxId));
        Tuple range = Tuple.of(request.getAccountId(), mailboxId, since, MAX_CHANGES + 1);
        Future<RowSet<Row>> changed = flight.send(SELECT_CHANGED, range);
        Future<RowSet<Row>> expunged = flight.send(SELECT_EXPUNGED, range);
        return flight.landed().map(landed -> {
            Iterator<Row> found = state.result().iterator();
            GetChangesResponse.Builder response = GetChangesResponse.newBuilder();
            if (!found.hasNext()) {
                return response.setGone(true).build();
            }
            Row row = found.next();
            response.setHighestModseq(row.getLong(0)).setUidNext(row.getLong(1).intValue());
            if (since < row.getLong(2)
                    || changed.result().size() > MAX_CHANGES
                    || expunged.result().size() > MAX_CHANGES) {
                return response.setGone(true).build();
            }
            for (Row change : changed.result()) {
                response.addChanged(flags(change, 0));
            }
            for (Row gone : expunged.result()) {
                response.addExpunged(gone.getInteger(0));
            }
            return response.build();
        });
    }

    /**
     * Reads the columns uid, modseq, flags, keywords.
     *
     * @param at the column of uid
     */
    public static MessageFlags flags(Row row, int at) {
        return MessageFlags.newBuilder()
                .setUid(row.getInteger(at))
                .setModseq(row.getLong(at + 1))
                .setFlags(flags(row.getShort(at + 2), row.getArrayOfStrings(at + 3)))
                .build();
    }

    static Flags flags(short system, String[] keywords) {
        Flags.Builder flags = Flags.newBuilder().setSystem(system);
        for (String keyword : keywords) {
            flags.addKeywords(keyword);
        }
        return flags.build();
    }
}
