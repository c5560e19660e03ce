package dev.postrider.delivery.net;

import com.google.protobuf.ByteOutput;
import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import dev.postrider.blobs.BlobStore;
import dev.postrider.contracts.Content;
import dev.postrider.smtp.client.DotStuffer;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetSocket;
import io.vertx.core.streams.ReadStream;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * Writes one message for DATA: our trace lines, the body from memory or from the blob store, the final dot. At most one chunk is on its way to the
 * socket; the source waits meanwhile.
 */
final class BodyWriter {
    private static final int CHUNK_OCTETS = 64 << 10;

    private final NetSocket socket;
    private final BlobStore blobs;
    private final Runnable progress;
    private Buffer pending = Buffer.buffer();
    private final DotStuffer stuffer =
            new DotStuffer((octets, from, to) -> pending.appendBytes(octets, from, to - from));

    /**
     * @param progress called whenever the socket took a chunk
     */
    BodyWriter(NetSocket socket, BlobStore blobs, Runnable progress) {
        this.socket = socket;
        this.blobs = blobs;
        this.progress = progress;
    }

    /** Completes when the final dot is written; fails with what the blob store or the socket said. */
    Future<Void> write(Content content) {
        return writeAll(content.getTraceHeader())
                .compose(header -> switch (content.getBodyCase()) {
                    case INLINE -> writeAll(content.getInline());
                    case BLOB_KEY -> writeBlob(content.getBlobKey());
                    case BODY_NOT_SET -> Future.succeededFuture();
                })
                .compose(body -> {
                    stuffer.end();
                    return flush();
                });
    }

    private Future<Void> writeAll(ByteString octets) {
        return writeFrom(octets, 0);
    }

    private Future<Void> writeFrom(ByteString octets, int from) {
        int to = Math.min(octets.size(), from + CHUNK_OCTETS);
        stuff(octets.substring(from, to));
        if (to < octets.size()) {
            return flush().compose(written -> writeFrom(octets, to));
        }
        // A small message goes out in one write with its final dot.
        return pending.length() < CHUNK_OCTETS ? Future.succeededFuture() : flush();
    }

    private Future<Void> writeBlob(String key) {
        return blobs.read(key, 0, -1).compose(this::pipe);
    }

    private Future<Void> pipe(ReadStream<Buffer> stream) {
        Promise<Void> done = Promise.promise();
        stream.exceptionHandler(done::tryFail);
        stream.endHandler(end -> done.tryComplete());
        stream.handler(chunk -> {
            byte[] octets = chunk.getBytes();
            stuffer.accept(octets, 0, octets.length);
            stream.pause();
            flush().onComplete(written -> stream.resume(), done::tryFail);
        });
        stream.resume();
        return done.future();
    }

    private Future<Void> flush() {
        Buffer chunk = pending;
        pending = Buffer.buffer();
        return socket.write(chunk).onSuccess(written -> progress.run());
    }

    private void stuff(ByteString octets) {
        try {
            UnsafeByteOperations.unsafeWriteTo(octets, new ByteOutput() {
                @Override
                public void write(byte octet) {
                    stuffer.accept(new byte[] {octet}, 0, 1);
                }

                @Override
                public void write(byte[] range, int offset, int length) {
                    stuffer.accept(range, offset, offset + length);
                }

                @Override
                public void writeLazy(byte[] range, int offset, int length) {
                    stuffer.accept(range, offset, offset + length);
                }

                @Override
                public void write(ByteBuffer range) {
                    byte[] octetsOfRange = new byte[range.remaining()];
                    range.get(octetsOfRange);
                    stuffer.accept(octetsOfRange, 0, octetsOfRange.length);
                }

                @Override
                public void writeLazy(ByteBuffer range) {
                    write(range);
                }
            });
        } catch (IOException e) {
            throw new IllegalStateException("memory does not fail", e);
        }
    }
}
