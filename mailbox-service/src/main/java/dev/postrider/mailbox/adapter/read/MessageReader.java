package dev.postrider.mailbox.adapter.read;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.UnsafeByteOperations;
import dev.postrider.contracts.FetchMessagesRequest;
import dev.postrider.contracts.FetchedMessage;
import dev.postrider.contracts.MessageChunk;
import dev.postrider.contracts.MessageStructure;
import dev.postrider.contracts.ReadMessageRequest;
import dev.postrider.mailbox.adapter.sql.Connections;
import dev.postrider.mailbox.adapter.sql.UidRanges;
import dev.postrider.mailbox.port.Outflow;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** FetchMessages and ReadMessage. */
public final class MessageReader {
    private static final int FLAGS_BATCH = 2000;
    private static final int DETAILS_BATCH = 256;
    /** Of headers and contents in one query. */
    private static final long OCTETS_BATCH = 1 << 20;

    private static final long MAX_CONTENT_OCTETS = 256 * 1024;
    /** A longer header does not travel in one message: it is read with ReadMessage. */
    private static final int MAX_HEADER_OCTETS = 4 << 20;

    private static final String ENTRY = "m.uid, m.modseq, m.flags, m.keywords, m.internal_date_ms,"
            + " m.internal_date_offset, m.size_octets, m.email_id";

    private static final int ENTRY_WIDTH = 8;

    /**
     * Ranges one after the other, each in order of the uid, until the batch is full: neither sorts nor reads what a later batch
     * reads again.
     */
    private static final String FROM_RANGES = """
             FROM unnest($3::int[], $4::int[]) AS r(first, last)
            CROSS JOIN LATERAL (SELECT * FROM mailbox.email_mailbox
                WHERE account_id = $1 AND mailbox_id = $2 AND uid BETWEEN greatest(r.first, $5) AND r.last
                ORDER BY uid LIMIT $6) m
            """;

    private static final String SELECT_FLAGS = "SELECT " + ENTRY + FROM_RANGES + "LIMIT $6";

    private static final String JOIN_EMAIL = "JOIN mailbox.email e ON e.account_id = $1 AND e.email_id = m.email_id ";

    private static final String SELECT_PLACES = "SELECT " + ENTRY + ", " + StoredEmail.COLUMNS + " FROM (SELECT m.*"
            + FROM_RANGES + "LIMIT $6) m " + JOIN_EMAIL + "ORDER BY m.uid";

    private static final String SELECT_STRUCTURES = "SELECT " + ENTRY + ", " + StoredEmail.COLUMNS
            + ", e.structure FROM (SELECT m.*" + FROM_RANGES + "LIMIT $6) m " + JOIN_EMAIL + "ORDER BY m.uid";

    private static final String SELECT_CONTENTS = """
            SELECT b.email_id, substring(b.content FROM 1 FOR k.octets)
            FROM unnest($2::bigint[], $3::int[]) AS k(email_id, octets)
            JOIN mailbox.email_body b ON b.account_id = $1 AND b.email_id = k.email_id""";

    private final Connections connections;
    private final StoredOctets octets;

    public MessageReader(Connections connections, StoredOctets octets) {
        this.connections = connections;
        this.octets = octets;
    }

    /** Messages of a mailbox, ascending; those that are gone are left out, and of a mailbox that is gone there are none. */
    public Future<Void> fetch(FetchMessagesRequest request, Outflow<FetchedMessage> out) {
        UidRanges ranges = UidRanges.of(request.getUids());
        if (ranges.isEmpty()) {
            return Future.succeededFuture();
        }
        return batch(request, ranges, 0, out);
    }

    private Future<Void> batch(
            FetchMessagesRequest request, UidRanges ranges, int afterUid, Outflow<FetchedMessage> out) {
        boolean details = request.getStructure() || request.getHeader() || request.getContent();
        int limit = details ? DETAILS_BATCH : FLAGS_BATCH;
        String sql = request.getStructure() ? SELECT_STRUCTURES : details ? SELECT_PLACES : SELECT_FLAGS;
        Tuple parameters = Tuple.of(request.getAccountId(), MailboxReader.columnId(request.getMailboxId()))
                .addArrayOfInteger(ranges.firsts())
                .addArrayOfInteger(ranges.lasts())
                .addInteger(afterUid + 1)
                .addInteger(limit);
        return connections.pool().preparedQuery(sql).execute(parameters).compose(rows -> {
            List<Row> batch = new ArrayList<>(rows.size());
            rows.forEach(batch::add);
            if (batch.isEmpty()) {
                return Future.succeededFuture();
            }
            int last = batch.getLast().getInteger(0);
            return send(request, batch, 0, out)
                    .compose(sent ->
                            batch.size() < limit ? Future.succeededFuture() : batch(request, ranges, last, out));
        });
    }

    private Future<Void> send(FetchMessagesRequest request, List<Row> batch, int at, Outflow<FetchedMessage> out) {
        if (at >= batch.size()) {
            return Future.succeededFuture();
        }
        if (!request.getHeader() && !request.getContent()) {
            return sendAll(plain(request, batch), 0, out);
        }
        // As many as fit into one query.
        long sum = 0;
        int end = at;
        Map<Long, Integer> wanted = new HashMap<>();
        while (end < batch.size() && sum < OCTETS_BATCH) {
            StoredEmail email = StoredEmail.of(batch.get(end), ENTRY_WIDTH);
            int octetsWanted = wanted(request, email);
            wanted.merge(email.emailId(), octetsWanted, Math::max);
            sum += octetsWanted;
            end++;
        }
        int next = end;
        return contents(request.getAccountId(), wanted)
                .compose(contents -> sendDetailed(request, batch, at, next, contents, out))
                .compose(sent -> send(request, batch, next, out));
    }

    /** How many of the first octets of the row's content are asked for. */
    private static int wanted(FetchMessagesRequest request, StoredEmail email) {
        if (wantsContent(request, email) && email.isWholeInContent()) {
            return email.contentOctets();
        }
        return request.getHeader() && email.headerIsInContent() ? email.headerOctets() : 0;
    }

    private static boolean wantsContent(FetchMessagesRequest request, StoredEmail email) {
        return request.getContent()
                && email.sizeOctets() <= Math.min(request.getContentMaxOctets(), MAX_CONTENT_OCTETS);
    }

    private Future<Map<Long, Buffer>> contents(long accountId, Map<Long, Integer> wanted) {
        Long[] emailIds = wanted.keySet().toArray(new Long[0]);
        Integer[] counts = new Integer[emailIds.length];
        for (int i = 0; i < counts.length; i++) {
            counts[i] = wanted.getOrDefault(emailIds[i], 0);
        }
        return connections
                .pool()
                .preparedQuery(SELECT_CONTENTS)
                .execute(Tuple.of(accountId, emailIds, counts))
                .map(MessageReader::byEmail);
    }

    private static Map<Long, Buffer> byEmail(RowSet<Row> rows) {
        Map<Long, Buffer> contents = new HashMap<>();
        for (Row row : rows) {
            contents.put(row.getLong(0), row.getBuffer(1));
        }
        return contents;
    }

    private Future<Void> sendDetailed(
            FetchMessagesRequest request,
            List<Row> batch,
            int at,
            int end,
            Map<Long, Buffer> contents,
            Outflow<FetchedMessage> out) {
        if (at >= end) {
            return Future.succeededFuture();
        }
        Row row = batch.get(at);
        StoredEmail email = StoredEmail.of(row, ENTRY_WIDTH);
        Buffer content = contents.get(email.emailId());
        if (content == null) {
            // Expunged since the batch was read.
            return sendDetailed(request, batch, at + 1, end, contents, out);
        }
        return detailed(request, row, email, content)
                .compose(out::send)
                .compose(sent -> sendDetailed(request, batch, at + 1, end, contents, out));
    }

    private Future<FetchedMessage> detailed(FetchMessagesRequest request, Row row, StoredEmail email, Buffer kept) {
        FetchedMessage.Builder message = entry(row, request.getStructure());
        Future<Buffer> content = !wantsContent(request, email)
                ? Future.succeededFuture(Buffer.buffer())
                : email.isWholeInContent()
                        ? Future.succeededFuture(kept)
                        : octets.collect(email, 0, email.sizeOctets());
        Future<Buffer> header = !request.getHeader() || email.headerOctets() > MAX_HEADER_OCTETS
                ? Future.succeededFuture(Buffer.buffer())
                : email.headerIsInContent()
                        ? Future.succeededFuture(kept.slice(0, Math.min(email.headerOctets(), kept.length())))
                        : octets.collect(email, 0, email.headerOctets());
        return Future.join(header, content)
                .map(read -> message.setHeader(bytes(header.result()))
                        .setContent(bytes(content.result()))
                        .build());
    }

    private static List<FetchedMessage> plain(FetchMessagesRequest request, List<Row> batch) {
        List<FetchedMessage> messages = new ArrayList<>(batch.size());
        for (Row row : batch) {
            messages.add(entry(row, request.getStructure()).build());
        }
        return messages;
    }

    private static Future<Void> sendAll(List<FetchedMessage> messages, int from, Outflow<FetchedMessage> out) {
        for (int i = from; i < messages.size(); i++) {
            Future<Void> sent = out.send(messages.get(i));
            if (!sent.succeeded()) {
                int next = i + 1;
                return sent.compose(ready -> sendAll(messages, next, out));
            }
        }
        return Future.succeededFuture();
    }

    private static FetchedMessage.Builder entry(Row row, boolean structure) {
        FetchedMessage.Builder message = FetchedMessage.newBuilder()
                .setUid(row.getInteger(0))
                .setModseq(row.getLong(1))
                .setFlags(MailboxReader.flags(row.getShort(2), row.getArrayOfStrings(3)))
                .setInternalDateMs(row.getLong(4))
                .setInternalDateOffsetMinutes(row.getShort(5))
                .setSizeOctets(row.getLong(6))
                .setEmailId(row.getLong(7));
        if (structure) {
            message.setStructure(structure(row.getBuffer(ENTRY_WIDTH + StoredEmail.WIDTH)));
        }
        return message;
    }

    private static MessageStructure structure(Buffer stored) {
        try {
            return MessageStructure.parseFrom(stored.getBytes());
        } catch (InvalidProtocolBufferException broken) {
            throw new IllegalStateException("The stored structure is not one", broken);
        }
    }

    /** Without a copy: nobody writes to the buffer any more. */
    static ByteString bytes(Buffer buffer) {
        return UnsafeByteOperations.unsafeWrap(buffer.getBytes());
    }

    /** A range of one message; fails with NOT_FOUND. */
    public Future<Void> read(ReadMessageRequest request, Outflow<MessageChunk> out) {
        return octets.find(request.getAccountId(), request.getEmailId())
                .compose(email -> octets.stream(
                        email,
                        request.getOffset(),
                        request.getLength(),
                        chunk -> out.send(
                                MessageChunk.newBuilder().setData(bytes(chunk)).build())));
    }
}
