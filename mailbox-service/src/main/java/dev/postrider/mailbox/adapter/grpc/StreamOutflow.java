package dev.postrider.mailbox.adapter.grpc;

import dev.postrider.mailbox.port.Outflow;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.streams.WriteStream;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** A gRPC response stream. A reader that takes nothing for too long is given up. */
final class StreamOutflow<T> implements Outflow<T> {
    private final WriteStream<T> stream;
    private final Duration patience;
    private Promise<Void> drained = Promise.promise();

    /**
     * @param patience how long a reader may take nothing
     */
    StreamOutflow(WriteStream<T> stream, Duration patience) {
        this.stream = stream;
        this.patience = patience;
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
        return drained.future().timeout(patience.toMillis(), TimeUnit.MILLISECONDS);
    }
}
