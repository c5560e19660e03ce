package dev.postrider.blobs;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;

/** Runs calls that block on virtual threads and hands their results to the caller's Vert.x context. */
final class Blocking implements AutoCloseable {
    private final Vertx vertx;
    private final ExecutorService threads;

    Blocking(Vertx vertx, String name) {
        this.vertx = vertx;
        this.threads = Executors.newThreadPerTaskExecutor(
                Thread.ofVirtual().name(name, 0).factory());
    }

    <T> Future<T> run(Callable<T> call) {
        Context context = vertx.getOrCreateContext();
        Promise<T> promise = Promise.promise();
        try {
            threads.execute(() -> {
                try {
                    T result = call.call();
                    context.runOnContext(v -> promise.complete(result));
                } catch (Exception e) {
                    context.runOnContext(v -> promise.fail(translate(e)));
                }
            });
        } catch (RejectedExecutionException e) {
            return Future.failedFuture(new BlobStoreException("the blob store is closed", e));
        }
        return promise.future();
    }

    /** What callers are promised, whatever the storage throws. */
    static Throwable translate(Throwable e) {
        return switch (e) {
            case BlobNotFoundException notFound -> notFound;
            case BlobStoreException fault -> fault;
            case IllegalArgumentException misuse -> misuse;
            default -> new BlobStoreException(e.getClass().getSimpleName() + ": " + e.getMessage(), e);
        };
    }

    @Override
    public void close() {
        threads.shutdown();
    }
}
