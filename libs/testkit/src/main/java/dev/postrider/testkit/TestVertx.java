package dev.postrider.testkit;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.util.concurrent.TimeUnit;

/** A Vert.x of one test's own: a field with {@code @AutoClose}. */
public final class TestVertx implements AutoCloseable {
    private static final long PATIENCE_SECONDS = 90;

    private final Vertx vertx = start();

    /** One as services have it, with the native transport where the module has it; the caller closes it. */
    public static Vertx start() {
        return Vertx.vertx(new VertxOptions().setPreferNativeTransport(true));
    }

    public Vertx vertx() {
        return vertx;
    }

    /**
     * Blocks until it has completed, for a minute and a half at the most.
     *
     * @throws java.util.concurrent.CompletionException with the cause, if it has failed or takes longer
     */
    public static <T> T await(Future<T> future) {
        return future.toCompletionStage()
                .toCompletableFuture()
                .orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS)
                .join();
    }

    @Override
    public void close() {
        await(vertx.close());
    }
}
