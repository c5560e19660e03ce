package dev.postrider.mailbox.adapter.read;

import dev.postrider.contracts.MailboxInfo;
import dev.postrider.contracts.OpenMailboxChunk;
import dev.postrider.contracts.OpenMailboxRequest;
import dev.postrider.mailbox.adapter.sql.Connections;
import dev.postrider.mailbox.adapter.sql.Flight;
import dev.postrider.mailbox.name.MailboxName;
import dev.postrider.mailbox.port.Outflow;
import dev.postrider.mailbox.port.Refusal;
import dev.postrider.mailbox.port.RefusedException;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** OpenMailbox: the UIDs of a mailbox at one modseq, from the index alone. */
public final class MailboxOpening {
    /** UIDs of one chunk; mailboxes.proto. */
    static final int CHUNK = 50_000;

    /**
     * What is recent belongs to the session that claims it first. Waits for a delivery under way to this mailbox, so that the
     * claim and UIDNEXT agree.
     */
    private static final String CLAIM = """
            WITH old AS (
                SELECT mailbox_id, recent_from_uid, uid_next FROM mailbox.mailbox
                WHERE account_id = $1 AND name = $2 AND recent_from_uid < uid_next FOR NO KEY UPDATE)
            UPDATE mailbox.mailbox m SET recent_from_uid = old.uid_next FROM old
            WHERE m.account_id = $1 AND m.mailbox_id = old.mailbox_id
            RETURNING old.recent_from_uid""";

    private static final String FIRST_UNSEEN = """
            SELECT uid FROM mailbox.email_mailbox
            WHERE account_id = $1 AND mailbox_id = $2 AND flags & 1 = 0 ORDER BY uid LIMIT 1""";

    /** One row per chunk: 50,000 rows would cost more in framing than in data. */
    private static final String NEXT_UIDS = """
            SELECT array_agg(uid) FROM (
                SELECT uid FROM mailbox.email_mailbox
                WHERE account_id = $1 AND mailbox_id = $2 AND uid > $3 ORDER BY uid LIMIT $4) c""";

    private final Connections connections;

    public MailboxOpening(Connections connections) {
        this.connections = connections;
    }

    /** Streams the chunks; fails with NOT_FOUND before the first. */
    public Future<Void> open(OpenMailboxRequest request, Outflow<OpenMailboxChunk> out) {
        Optional<MailboxName> name = MailboxName.parse(request.getName());
        if (name.isEmpty()) {
            return Future.failedFuture(new RefusedException(Refusal.NOT_FOUND, "no such mailbox"));
        }
        Future<Optional<Long>> claim = request.getReadOnly()
                ? Future.succeededFuture(Optional.empty())
                : claim(request.getAccountId(), name.get());
        return claim.compose(claimed -> connections.snapshot(
                connection -> stream(connection, request.getAccountId(), name.get(), claimed, out)));
    }

    private Future<Optional<Long>> claim(long accountId, MailboxName name) {
        return connections
                .pool()
                .preparedQuery(CLAIM)
                .execute(Tuple.of(accountId, name.text()))
                .map(rows -> {
                    Iterator<Row> row = rows.iterator();
                    return row.hasNext() ? Optional.of(row.next().getLong(0)) : Optional.empty();
                });
    }

    private static Future<Void> stream(
            SqlConnection snapshot,
            long accountId,
            MailboxName name,
            Optional<Long> recentFromUid,
            Outflow<OpenMailboxChunk> out) {
        Future<Optional<MailboxInfo>> info = MailboxReader.info(snapshot, accountId, name.text());
        Future<MailboxRow> row = MailboxReader.row(snapshot, accountId, name.text());
        return Future.join(info, row).compose(read -> {
            MailboxRow mailbox = row.result();
            MailboxInfo.Builder shown = info.result().orElseGet(() -> mailbox.toProto(false, false)).toBuilder();
            recentFromUid.ifPresent(uid -> shown.setRecentFromUid(uid.intValue()));
            Flight flight = new Flight(snapshot);
            Future<RowSet<Row>> unseen = mailbox.unseen() == 0
                    ? Future.succeededFuture()
                    : flight.send(FIRST_UNSEEN, Tuple.of(accountId, mailbox.id()));
            Future<RowSet<Row>> uids = flight.send(NEXT_UIDS, Tuple.of(accountId, mailbox.id(), 0, CHUNK));
            return flight.landed().compose(landed -> {
                OpenMailboxChunk.Builder first = OpenMailboxChunk.newBuilder()
                        .setInfo(shown)
                        .addAllKeywords(mailbox.keywords())
                        .setFirstUnseenUid(firstUnseen(unseen.result()));
                Integer[] chunk = uids(uids.result());
                first.addAllUids(List.of(chunk));
                return out.send(first.build()).compose(sent -> rest(snapshot, accountId, mailbox.id(), chunk, out));
            });
        });
    }

    private static int firstUnseen(@Nullable RowSet<Row> rows) {
        if (rows == null) {
            return 0;
        }
        Iterator<Row> row = rows.iterator();
        return row.hasNext() ? row.next().getInteger(0) : 0;
    }

    private static Integer[] uids(RowSet<Row> rows) {
        Integer[] uids = rows.iterator().next().getArrayOfIntegers(0);
        return uids == null ? new Integer[0] : uids;
    }

    private static Future<Void> rest(
            SqlConnection snapshot, long accountId, int mailboxId, Integer[] previous, Outflow<OpenMailboxChunk> out) {
        if (previous.length < CHUNK) {
            return Future.succeededFuture();
        }
        return snapshot.preparedQuery(NEXT_UIDS)
                .execute(Tuple.of(accountId, mailboxId, previous[previous.length - 1], CHUNK))
                .compose(rows -> {
                    Integer[] uids = uids(rows);
                    if (uids.length == 0) {
                        return Future.succeededFuture();
                    }
                    OpenMailboxChunk chunk = OpenMailboxChunk.newBuilder()
                            .addAllUids(List.of(uids))
                            .build();
                    return out.send(chunk).compose(sent -> rest(snapshot, accountId, mailboxId, uids, out));
                });
    }
}
