package dev.postrider.blobs;

import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.file.AsyncFile;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/** Writes a temporary file and renames it. Used from one context at a time, as every Vert.x stream. */
final class FileBlobWriter implements BlobWriter {
    private enum State {
        OPEN,
        COMMITTED,
        ABORTED
    }

    private final AsyncFile file;
    private final Path temporary;
    private final Path target;
    private final Blocking blocking;
    private State state = State.OPEN;
    private long written;
    private @Nullable Throwable failure;
    private @Nullable Handler<Throwable> exceptionHandler;

    FileBlobWriter(AsyncFile file, Path temporary, Path target, Blocking blocking) {
        this.file = file;
        this.temporary = temporary;
        this.target = target;
        this.blocking = blocking;
        file.exceptionHandler(this::failed);
    }

    private void failed(Throwable e) {
        if (failure == null) {
            failure = e;
        }
        Handler<Throwable> handler = exceptionHandler;
        if (handler != null) {
            handler.handle(e);
        }
    }

    @Override
    public Future<Void> write(Buffer data) {
        if (state != State.OPEN) {
            return Future.failedFuture(new IllegalStateException("blob is " + state));
        }
        written += data.length();
        return file.write(data).onFailure(e -> {
            if (failure == null) {
                failure = e;
            }
        });
    }

    @Override
    public Future<Void> end() {
        return file.flush();
    }

    @Override
    public Future<Void> commit() {
        if (state != State.OPEN) {
            return Future.failedFuture(new IllegalStateException("blob is " + state));
        }
        state = State.COMMITTED;
        // close() waits for the writes that are under way.
        return file.close()
                .compose(v -> {
                    Throwable e = failure;
                    return e == null ? blocking.run(this::publish) : Future.<Path>failedFuture(e);
                })
                .<Void>mapEmpty()
                .recover(e -> remove().transform(removed ->
                        Future.failedFuture(new BlobStoreException("cannot commit " + target.getFileName(), e))));
    }

    private Path publish() throws IOException {
        try (FileChannel channel = FileChannel.open(temporary, StandardOpenOption.WRITE)) {
            channel.force(false);
        }
        Path directory = FileBlobStore.parentOf(target);
        createDurably(directory);
        Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE);
        FileBlobStore.syncDirectory(directory);
        return target;
    }

    /** A new directory is durable only when its parent is synced, and so on upwards. */
    private static void createDurably(Path directory) throws IOException {
        if (Files.isDirectory(directory)) {
            return;
        }
        Path parent = FileBlobStore.parentOf(directory);
        createDurably(parent);
        Files.createDirectories(directory);
        FileBlobStore.syncDirectory(parent);
    }

    @Override
    public Future<Void> abort() {
        return switch (state) {
            case COMMITTED -> Future.failedFuture(new IllegalStateException("blob is " + state));
            case ABORTED -> Future.succeededFuture();
            case OPEN -> {
                state = State.ABORTED;
                // What was wrong with the file does not matter any more.
                yield file.close().otherwiseEmpty().compose(v -> remove());
            }
        };
    }

    private Future<Void> remove() {
        return blocking.run(() -> {
                    try {
                        Files.delete(temporary);
                    } catch (NoSuchFileException e) {
                        return false;
                    }
                    return true;
                })
                .mapEmpty();
    }

    @Override
    public long written() {
        return written;
    }

    @Override
    public BlobWriter exceptionHandler(@Nullable Handler<Throwable> handler) {
        exceptionHandler = handler;
        return this;
    }

    @Override
    public BlobWriter setWriteQueueMaxSize(int octets) {
        file.setWriteQueueMaxSize(octets);
        return this;
    }

    @Override
    public boolean writeQueueFull() {
        return file.writeQueueFull();
    }

    @Override
    public BlobWriter drainHandler(@Nullable Handler<Void> handler) {
        file.drainHandler(handler);
        return this;
    }
}
