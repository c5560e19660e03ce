package dev.postrider.blobs;

import io.vertx.core.Context;
import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.streams.ReadStream;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/**
 * A blocking stream as a Vert.x stream: a chunk is read, on a virtual thread, only when the consumer asks for it. Starts paused. Used on
 * one context.
 */
final class BlockingReadStream implements ReadStream<Buffer> {
    private static final int CHUNK_OCTETS = 128 * 1024;

    private final Context context;
    private final InputStream in;
    private final Blocking blocking;
    private long demand;
    private boolean reading;
    private boolean ended;
    private @Nullable Handler<Buffer> handler;
    private @Nullable Handler<Void> endHandler;
    private @Nullable Handler<Throwable> exceptionHandler;

    BlockingReadStream(Context context, InputStream in, Blocking blocking) {
        this.context = context;
        this.in = in;
        this.blocking = blocking;
    }

    private void readOn() {
        if (reading || ended || demand == 0 || handler == null) {
            return;
        }
        reading = true;
        blocking.run(() -> in.readNBytes(CHUNK_OCTETS)).onComplete(done -> {
            reading = false;
            if (done.failed()) {
                finish(done.cause());
            } else if (done.result().length == 0) {
                finish(null);
            } else {
                deliver(Buffer.buffer(done.result()));
            }
        });
    }

    private void deliver(Buffer chunk) {
        if (demand != Long.MAX_VALUE) {
            demand--;
        }
        Handler<Buffer> current = handler;
        if (current != null) {
            current.handle(chunk);
        }
        readOn();
    }

    private void finish(@Nullable Throwable failure) {
        ended = true;
        blocking.run(() -> {
                    in.close();
                    return true;
                })
                .onComplete(closed -> {
                    Handler<Throwable> onFailure = exceptionHandler;
                    Handler<Void> onEnd = endHandler;
                    if (failure != null && onFailure != null) {
                        onFailure.handle(failure);
                    } else if (failure == null && onEnd != null) {
                        onEnd.handle(null);
                    }
                });
    }

    @Override
    public ReadStream<Buffer> exceptionHandler(@Nullable Handler<Throwable> handler) {
        exceptionHandler = handler;
        return this;
    }

    @Override
    public ReadStream<Buffer> handler(@Nullable Handler<Buffer> handler) {
        this.handler = handler;
        context.runOnContext(v -> readOn());
        return this;
    }

    @Override
    public ReadStream<Buffer> pause() {
        demand = 0;
        return this;
    }

    @Override
    public ReadStream<Buffer> resume() {
        return fetch(Long.MAX_VALUE);
    }

    @Override
    public ReadStream<Buffer> fetch(long amount) {
        demand = demand + amount < 0 ? Long.MAX_VALUE : demand + amount;
        context.runOnContext(v -> readOn());
        return this;
    }

    @Override
    public ReadStream<Buffer> endHandler(@Nullable Handler<Void> handler) {
        endHandler = handler;
        return this;
    }
}
