package dev.postrider.servicekit.thread;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.concurrent.Callable;

/** Runs blocking calls on virtual threads. */
public final class VirtualThreads {
    private VirtualThreads() {}

    /**
     * Runs {@code call} on a new virtual thread.
     *
     * @param name of the thread, for dumps
     * @return completes on the caller's Vert.x context with the result, or whatever was thrown
     */
    public static <T> Future<T> call(Vertx vertx, String name, Callable<T> call) {
        Context context = vertx.getOrCreateContext();
        Promise<T> promise = Promise.promise();
        Thread.ofVirtual().name(name).start(() -> {
            try {
                T result = call.call();
                context.runOnContext(v -> promise.complete(result));
            } catch (Throwable e) {
                context.runOnContext(v -> promise.fail(e));
            }
        });
        return promise.future();
    }
}
