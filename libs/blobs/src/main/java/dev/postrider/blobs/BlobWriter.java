package dev.postrider.blobs;

import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.streams.WriteStream;
import org.jspecify.annotations.Nullable;

/**
 * A blob under construction.
 *
 * <p>{@link #end()} says only that no more octets come; the blob exists after {@link #commit()} alone. So a pipe that ends the stream
 * because its source failed can never publish half a body. Exactly one of {@code commit} and {@code abort} must be called.
 */
public interface BlobWriter extends WriteStream<Buffer> {
    /**
     * Makes the blob durable and visible under its key: synced to disk, renamed and its directory synced, or the multipart upload
     * completed. Fails, and leaves nothing behind, if any write failed.
     */
    Future<Void> commit();

    /** Drops what was written. Succeeds if the blob was aborted already. */
    Future<Void> abort();

    /** Octets accepted by {@code write} so far. */
    long written();

    @Override
    BlobWriter exceptionHandler(@Nullable Handler<Throwable> handler);

    @Override
    BlobWriter setWriteQueueMaxSize(int octets);

    @Override
    BlobWriter drainHandler(@Nullable Handler<Void> handler);
}
