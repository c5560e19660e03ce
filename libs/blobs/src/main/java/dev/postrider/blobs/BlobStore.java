package dev.postrider.blobs;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.streams.ReadStream;
import java.util.function.Consumer;

/**
 * A store of immutable blobs under textual keys.
 *
 * <p>Keys follow {@code segment *("/" segment)}, {@code segment = ALPHA-DIGIT *(ALPHA-DIGIT / "." / "_" / "-")}, at most
 * {@value BlobKey#MAX_LENGTH} characters in all; any other key fails the future with {@link IllegalArgumentException}. Every future
 * completes on the Vert.x context of the caller. Faults of the storage fail it with {@link BlobStoreException}.
 */
public interface BlobStore {
    /**
     * Opens a new blob for writing. Nothing is visible under the key before {@link BlobWriter#commit()}; committing a key that exists
     * replaces it in one step.
     */
    Future<BlobWriter> create(String key);

    /**
     * Streams a range of a blob. The stream is paused when it is handed over: set its handlers, then {@code resume()}, or pipe it.
     *
     * @param offset the first octet, from 0
     * @param length octets, or a negative number for all to the end; a range beyond the end is cut off there
     * @return fails with {@link BlobNotFoundException} if there is no such blob
     */
    Future<ReadStream<Buffer>> read(String key, long offset, long length);

    /** The size in octets; fails with {@link BlobNotFoundException} if there is no such blob. */
    Future<Long> size(String key);

    Future<Boolean> exists(String key);

    /** Removes a blob; succeeds if there is none. */
    Future<Void> delete(String key);

    /**
     * Walks every committed blob whose key starts with {@code prefix}, in no particular order, for sweeps. Blobs that come or go
     * meanwhile may or may not be seen.
     *
     * @param visitor called on a worker thread, one call at a time; it may block, and its pace is the walk's pace
     */
    Future<Void> list(String prefix, Consumer<BlobInfo> visitor);

    /** A cheap question whether the storage answers, for status pages. */
    Future<Void> ping();

    Future<Void> close();
}
