package dev.postrider.mailbox.adapter.command;

import com.google.protobuf.ByteString;
import dev.postrider.blobs.BlobStore;
import dev.postrider.blobs.BlobWriter;
import dev.postrider.contracts.AppendChunk;
import dev.postrider.contracts.AppendStart;
import dev.postrider.mailbox.message.IncomingMessage;
import dev.postrider.mailbox.message.MessageIntake;
import dev.postrider.mailbox.port.Refusal;
import dev.postrider.mailbox.port.RefusedException;
import dev.postrider.servicekit.failpoint.Failpoints;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.streams.ReadStream;
import java.util.Optional;

/**
 * The octets of one Append call. A small message is collected in memory, a larger one goes to the blob store as it comes. The
 * stream is paused whenever nobody can take more. For one call, on its event loop.
 */
final class AppendBody {
    /** Messages up to this size are kept in the row. */
    private static final int INLINE_OCTETS = 256 * 1024;

    /** Where chunks go. */
    private sealed interface Sink {
        /** Nobody has decided yet: a chunk now is a bug of the caller. */
        record Closed() implements Sink {}

        record Memory(Buffer octets) implements Sink {}

        record Blob(BlobWriter writer, MessageIntake intake) implements Sink {}
    }

    private final ReadStream<AppendChunk> chunks;
    private final BlobStore blobs;
    private final String blobKey;
    private final Promise<AppendStart> start = Promise.promise();
    private final Promise<Void> complete = Promise.promise();
    private Sink sink = new Sink.Closed();
    private long expectedOctets;
    private long receivedOctets;

    AppendBody(ReadStream<AppendChunk> chunks, BlobStore blobs, String blobKey) {
        this.chunks = chunks;
        this.blobs = blobs;
        this.blobKey = blobKey;
    }

    /** The first chunk. Nothing more is taken until {@link #receive}. */
    Future<AppendStart> start() {
        chunks.exceptionHandler(this::fail);
        chunks.endHandler(ended -> {
            if (start.tryFail(invalid()) || receivedOctets != expectedOctets) {
                fail(invalid());
            } else {
                complete.tryComplete();
            }
        });
        chunks.handler(chunk -> {
            switch (chunk.getChunkCase()) {
                case START -> {
                    chunks.pause();
                    if (!start.tryComplete(chunk.getStart())) {
                        fail(invalid());
                    }
                }
                case DATA -> take(chunk.getData());
                case CHUNK_NOT_SET -> fail(invalid());
            }
        });
        return start.future();
    }

    /** Takes the rest, which must have this size. */
    Future<IncomingMessage> receive(long sizeOctets) {
        expectedOctets = sizeOctets;
        Future<Sink> opened = sizeOctets <= INLINE_OCTETS
                ? Future.succeededFuture(new Sink.Memory(Buffer.buffer((int) sizeOctets)))
                : blobs.create(blobKey).map(writer -> new Sink.Blob(writer, MessageIntake.streamed(new byte[0], true)));
        return opened.compose(target -> {
                    sink = target;
                    chunks.resume();
                    return complete.future();
                })
                .compose(ended -> finish());
    }

    private void take(ByteString data) {
        receivedOctets += data.size();
        if (receivedOctets > expectedOctets) {
            fail(invalid());
            return;
        }
        switch (sink) {
            case Sink.Closed closed -> fail(invalid());
            case Sink.Memory memory -> memory.octets().appendBytes(data.toByteArray());
            case Sink.Blob blob -> {
                byte[] octets = data.toByteArray();
                blob.intake().accept(octets, 0, octets.length);
                blob.writer().write(Buffer.buffer(octets)).onFailure(this::fail);
                if (blob.writer().writeQueueFull()) {
                    chunks.pause();
                    blob.writer().drainHandler(drained -> chunks.resume());
                }
            }
        }
    }

    private Future<IncomingMessage> finish() {
        return switch (sink) {
            case Sink.Closed closed -> Future.failedFuture(invalid());
            case Sink.Memory memory -> {
                byte[] octets = memory.octets().getBytes();
                yield Future.succeededFuture(
                        MessageIntake.inMemory(octets, 0, MessageIntake.sha256(octets, 0, octets.length)));
            }
            case Sink.Blob blob -> {
                Failpoints.hit("mailbox.append.before-blob");
                sink = new Sink.Closed();
                yield blob.writer().commit().map(committed -> {
                    Failpoints.hit("mailbox.append.after-blob");
                    return blob.intake().finish(blobKey, new byte[0]);
                });
            }
        };
    }

    /** Nothing comes of it: drops what was written, and lets the caller's stream run out. */
    void abandon() {
        Optional<BlobWriter> open = sink instanceof Sink.Blob blob ? Optional.of(blob.writer()) : Optional.empty();
        sink = new Sink.Closed();
        open.ifPresent(BlobWriter::abort);
        chunks.handler(chunk -> {});
        chunks.resume();
    }

    private void fail(Throwable fault) {
        start.tryFail(fault);
        complete.tryFail(fault);
    }

    private static RefusedException invalid() {
        return new RefusedException(Refusal.INVALID_ARGUMENT, "the chunks are not a message of the size announced");
    }
}
