package dev.postrider.smtp.ingress.adapter.pipeline;

import dev.postrider.blobs.BlobInfo;
import dev.postrider.blobs.BlobStore;
import dev.postrider.blobs.BlobWriter;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.streams.ReadStream;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Any blob read from it brings the same octets, and then no end. */
record EndlessBlobs(Buffer octets) implements BlobStore {
    @Override
    public Future<ReadStream<Buffer>> read(String key, long offset, long length) {
        return Future.succeededFuture(new Endless(octets));
    }

    @Override
    public Future<BlobWriter> create(String key) {
        return Future.failedFuture("only read");
    }

    @Override
    public Future<Long> size(String key) {
        return Future.succeededFuture((long) octets.length());
    }

    @Override
    public Future<Boolean> exists(String key) {
        return Future.succeededFuture(true);
    }

    @Override
    public Future<Void> delete(String key) {
        return Future.failedFuture("only read");
    }

    @Override
    public Future<Void> list(String prefix, Consumer<BlobInfo> visitor) {
        return Future.failedFuture("only read");
    }

    @Override
    public Future<Void> ping() {
        return Future.succeededFuture();
    }

    @Override
    public Future<Void> close() {
        return Future.succeededFuture();
    }

    private static final class Endless implements ReadStream<Buffer> {
        private Optional<Buffer> unread;
        private Optional<Handler<Buffer>> reader = Optional.empty();

        private Endless(Buffer octets) {
            this.unread = Optional.of(octets);
        }

        @Override
        public ReadStream<Buffer> handler(@Nullable Handler<Buffer> handler) {
            reader = Optional.ofNullable(handler);
            return this;
        }

        @Override
        public ReadStream<Buffer> resume() {
            return fetch(Long.MAX_VALUE);
        }

        @Override
        public ReadStream<Buffer> fetch(long amount) {
            Optional<Buffer> next = unread;
            unread = Optional.empty();
            reader.ifPresent(taking -> next.ifPresent(taking::handle));
            return this;
        }

        @Override
        public ReadStream<Buffer> pause() {
            return this;
        }

        @Override
        public ReadStream<Buffer> exceptionHandler(@Nullable Handler<Throwable> handler) {
            return this;
        }

        @Override
        public ReadStream<Buffer> endHandler(@Nullable Handler<Void> handler) {
            return this;
        }
    }
}
