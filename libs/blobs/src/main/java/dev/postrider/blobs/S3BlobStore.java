package dev.postrider.blobs;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.streams.ReadStream;
import java.util.function.Consumer;

/** Blobs as objects of an S3-compatible store. */
public final class S3BlobStore implements BlobStore {
    private final Blocking blocking;

    public S3BlobStore(Vertx vertx, S3Settings settings) {
        this.blocking = new Blocking(vertx, "blob-s3-" + settings.bucket());
    }

    @Override
    public Future<BlobWriter> create(String key) {
        return Future.failedFuture(new UnsupportedOperationException());
    }

    @Override
    public Future<ReadStream<Buffer>> read(String key, long offset, long length) {
        return Future.failedFuture(new UnsupportedOperationException());
    }

    @Override
    public Future<Long> size(String key) {
        return Future.failedFuture(new UnsupportedOperationException());
    }

    @Override
    public Future<Boolean> exists(String key) {
        return Future.failedFuture(new UnsupportedOperationException());
    }

    @Override
    public Future<Void> delete(String key) {
        return Future.failedFuture(new UnsupportedOperationException());
    }

    @Override
    public Future<Void> list(String prefix, Consumer<BlobInfo> visitor) {
        return Future.failedFuture(new UnsupportedOperationException());
    }

    @Override
    public Future<Void> ping() {
        return Future.failedFuture(new UnsupportedOperationException());
    }

    @Override
    public Future<Void> close() {
        blocking.close();
        return Future.succeededFuture();
    }
}
