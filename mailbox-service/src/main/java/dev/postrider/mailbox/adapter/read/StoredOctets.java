package dev.postrider.mailbox.adapter.read;

import dev.postrider.blobs.BlobStore;
import dev.postrider.mailbox.adapter.sql.Connections;
import dev.postrider.mailbox.port.Outflow;
import dev.postrider.mailbox.port.Refusal;
import dev.postrider.mailbox.port.RefusedException;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.streams.ReadStream;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.util.Iterator;

/** Reads octets of stored messages, wherever they lie, with back-pressure. */
public final class StoredOctets {
    /** Of one element that is sent. */
    public static final int CHUNK_OCTETS = 64 * 1024;

    private static final String SELECT_EMAIL =
            "SELECT " + StoredEmail.COLUMNS + " FROM mailbox.email e WHERE e.account_id = $1 AND e.email_id = $2";

    private static final String SELECT_RANGE = """
            SELECT substring(content FROM $3::int FOR $4::int) FROM mailbox.email_body
            WHERE account_id = $1 AND email_id = $2""";

    private final Connections connections;
    private final BlobStore blobs;

    public StoredOctets(Connections connections, BlobStore blobs) {
        this.connections = connections;
        this.blobs = blobs;
    }

    /** Where the octets of a message are; fails with NOT_FOUND. */
    public Future<StoredEmail> find(long accountId, long emailId) {
        return connections
                .pool()
                .preparedQuery(SELECT_EMAIL)
                .execute(Tuple.of(accountId, emailId))
                .map(rows -> {
                    Iterator<Row> row = rows.iterator();
                    if (!row.hasNext()) {
                        throw gone();
                    }
                    return StoredEmail.of(row.next(), 0);
                });
    }

    /**
     * Sends a range in chunks of up to {@link #CHUNK_OCTETS}; what lies beyond the end is left out.
     *
     * @param length negative: to the end
     */
    public Future<Void> stream(StoredEmail email, long offset, long length, Outflow<Buffer> out) {
        long from = Math.min(Math.max(offset, 0), email.sizeOctets());
        long until = length < 0 ? email.sizeOctets() : from + Math.min(length, email.sizeOctets() - from);
        return content(email, from, until, out).compose(sent -> blob(email, from, until, out));
    }

    /** A range in memory; for ranges that are known to be small. */
    public Future<Buffer> collect(StoredEmail email, long offset, long length) {
        Buffer all = Buffer.buffer();
        return stream(email, offset, length, chunk -> {
                    all.appendBuffer(chunk);
                    return Future.succeededFuture();
                })
                .map(all);
    }

    private Future<Void> content(StoredEmail email, long from, long until, Outflow<Buffer> out) {
        long end = Math.min(until, email.contentOctets());
        if (from >= end) {
            return Future.succeededFuture();
        }
        int count = (int) Math.min(end - from, 4 * CHUNK_OCTETS);
        return connections
                .pool()
                .preparedQuery(SELECT_RANGE)
                .execute(Tuple.of(email.accountId(), email.emailId(), (int) from + 1, count))
                .compose(rows -> {
                    Iterator<Row> row = rows.iterator();
                    if (!row.hasNext()) {
                        return Future.failedFuture(gone());
                    }
                    return chunks(row.next().getBuffer(0), 0, out);
                })
                .compose(sent -> content(email, from + count, until, out));
    }

    private Future<Void> blob(StoredEmail email, long from, long until, Outflow<Buffer> out) {
        long start = Math.max(from, email.contentOctets());
        if (start >= until || email.blobKey().isEmpty()) {
            return Future.succeededFuture();
        }
        return blobs.read(email.blobKey().get(), start - email.prefixOctets(), until - start)
                .compose(stream -> pump(stream, out));
    }

    private static Future<Void> chunks(Buffer buffer, int at, Outflow<Buffer> out) {
        if (at >= buffer.length()) {
            return Future.succeededFuture();
        }
        int end = Math.min(at + CHUNK_OCTETS, buffer.length());
        Buffer chunk = at == 0 && end == buffer.length() ? buffer : buffer.slice(at, end);
        return out.send(chunk).compose(sent -> chunks(buffer, end, out));
    }

    private static Future<Void> pump(ReadStream<Buffer> stream, Outflow<Buffer> out) {
        Promise<Void> done = Promise.promise();
        stream.exceptionHandler(done::tryFail);
        stream.endHandler(ended -> done.tryComplete());
        stream.handler(buffer -> {
            Future<Void> sent = chunks(buffer, 0, out);
            if (sent.succeeded()) {
                return;
            }
            stream.pause();
            sent.onComplete(ready -> stream.resume(), fault -> {
                done.tryFail(fault);
                // Nobody wants the rest; let it run out, so that the source closes.
                stream.handler(rest -> {});
                stream.resume();
            });
        });
        stream.resume();
        return done.future();
    }

    private static RefusedException gone() {
        return new RefusedException(Refusal.NOT_FOUND, "no such message");
    }
}
