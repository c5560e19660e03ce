package dev.postrider.blobs;

import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.file.AsyncFile;
import io.vertx.core.streams.ReadStream;
import org.jspecify.annotations.Nullable;

/** A range of a file that closes the file when it ends or fails; a bare AsyncFile would leave that to each reader. */
final class FileRange implements ReadStream<Buffer> {
    private final AsyncFile file;

    FileRange(AsyncFile file) {
        this.file = file;
        file.endHandler(v -> file.close());
        file.exceptionHandler(e -> file.close());
    }

    @Override
    public ReadStream<Buffer> exceptionHandler(@Nullable Handler<Throwable> handler) {
        file.exceptionHandler(e -> {
            file.close();
            if (handler != null) {
                handler.handle(e);
            }
        });
        return this;
    }

    @Override
    public ReadStream<Buffer> handler(@Nullable Handler<Buffer> handler) {
        file.handler(handler);
        return this;
    }

    @Override
    public ReadStream<Buffer> pause() {
        file.pause();
        return this;
    }

    @Override
    public ReadStream<Buffer> resume() {
        file.resume();
        return this;
    }

    @Override
    public ReadStream<Buffer> fetch(long amount) {
        file.fetch(amount);
        return this;
    }

    @Override
    public ReadStream<Buffer> endHandler(@Nullable Handler<Void> handler) {
        file.endHandler(ignored -> {
            file.close();
            if (handler != null) {
                handler.handle(null);
            }
        });
        return this;
    }
}
