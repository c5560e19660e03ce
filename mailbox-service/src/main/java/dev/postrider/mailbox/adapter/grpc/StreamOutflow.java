package dev.postrider.mailbox.adapter.grpc;

import dev.postrider.mailbox.port.Outflow;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.streams.WriteStream;
import java.util.concurrent.TimeUnit;

/** A gRPC response stream. A reader that takes nothing for a minute is given up: what it holds up may be a database connection. */
final class StreamOutflow<T> implements Outflow<T> {
    private static final long STALL_SECONDS = 60;

    private final WriteStream<T> stream;
    private Promise<Void> drained = Promise.promise();

    StreamOutflow(WriteStream<T> stream) {
        this.stream = stream;
        stream.exceptionHandler(fault -> drained.tryFail(fault));
        stream.drainHandler(ready -> drained.tryComplete());
    }

    @Override
    public Future<Void> send(T element) {
        Future<Void> written = stream.write(element);
        if (written.failed()) {
            return written;
        }
        if (!stream.writeQueueFull()) {
            return Future.succeededFuture();
        }
        drained = Promise.promise();
        return drained.future().timeout(STALL_SECONDS, TimeUnit.SECONDS);
    }
}
