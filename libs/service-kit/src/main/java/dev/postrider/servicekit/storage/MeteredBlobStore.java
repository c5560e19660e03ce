package dev.postrider.servicekit.storage;

import dev.postrider.blobs.BlobInfo;
import dev.postrider.blobs.BlobNotFoundException;
import dev.postrider.blobs.BlobStore;
import dev.postrider.blobs.BlobWriter;
import dev.postrider.servicekit.metrics.Metrics;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.streams.ReadStream;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A blob store whose calls are timed. Of a stream it is the time until it is there: its pace is that of whoever takes it. */
final class MeteredBlobStore implements BlobStore {
    private final BlobStore store;
    private final Map<BlobOperation, Timers> timers = new EnumMap<>(BlobOperation.class);

    private record Timers(Timer ok, Timer absent, Timer failed) {
        static Timers of(MeterRegistry registry, BlobOperation operation) {
            return new Timers(
                    timer(registry, operation, BlobResult.OK),
                    timer(registry, operation, BlobResult.ABSENT),
                    timer(registry, operation, BlobResult.FAILED));
        }

        private static Timer timer(MeterRegistry registry, BlobOperation operation, BlobResult result) {
            return Metrics.BLOB_OPERATION_SECONDS.timer(registry, label(operation), label(result));
        }

        Timer of(Throwable fault) {
            return fault instanceof BlobNotFoundException ? absent : failed;
        }
    }

    MeteredBlobStore(BlobStore store, MeterRegistry registry) {
        this.store = store;
        for (BlobOperation operation : BlobOperation.values()) {
            timers.put(operation, Timers.of(registry, operation));
        }
    }

    private static String label(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }

    private <T> Future<T> timed(BlobOperation operation, Future<T> call, long begunNanos) {
        Timers ends = Objects.requireNonNull(timers.get(operation));
        return call.onComplete(
                done -> ends.ok().record(System.nanoTime() - begunNanos, TimeUnit.NANOSECONDS),
                fault -> ends.of(fault).record(System.nanoTime() - begunNanos, TimeUnit.NANOSECONDS));
    }

    @Override
    public Future<BlobWriter> create(String key) {
        long begun = System.nanoTime();
        return timed(BlobOperation.CREATE, store.create(key), begun).map(Writer::new);
    }

    @Override
    public Future<ReadStream<Buffer>> read(String key, long offset, long length) {
        long begun = System.nanoTime();
        return timed(BlobOperation.READ, store.read(key, offset, length), begun);
    }

    @Override
    public Future<Long> size(String key) {
        long begun = System.nanoTime();
        return timed(BlobOperation.SIZE, store.size(key), begun);
    }

    @Override
    public Future<Boolean> exists(String key) {
        long begun = System.nanoTime();
        return timed(BlobOperation.SIZE, store.exists(key), begun);
    }

    @Override
    public Future<Void> delete(String key) {
        long begun = System.nanoTime();
        return timed(BlobOperation.DELETE, store.delete(key), begun);
    }

    @Override
    public Future<Void> list(String prefix, Consumer<BlobInfo> visitor) {
        return store.list(prefix, visitor);
    }

    @Override
    public Future<Void> ping() {
        return store.ping();
    }

    @Override
    public Future<Void> close() {
        return store.close();
    }

    private final class Writer implements BlobWriter {
        private final BlobWriter writer;

        Writer(BlobWriter writer) {
            this.writer = writer;
        }

        @Override
        public Future<Void> commit() {
            long begun = System.nanoTime();
            return timed(BlobOperation.COMMIT, writer.commit(), begun);
        }

        @Override
        public Future<Void> abort() {
            return writer.abort();
        }

        @Override
        public long written() {
            return writer.written();
        }

        @Override
        public Future<Void> write(Buffer octets) {
            return writer.write(octets);
        }

        @Override
        public Future<Void> end() {
            return writer.end();
        }

        @Override
        public boolean writeQueueFull() {
            return writer.writeQueueFull();
        }

        @Override
        public BlobWriter exceptionHandler(@Nullable Handler<Throwable> handler) {
            writer.exceptionHandler(handler);
            return this;
        }

        @Override
        public BlobWriter setWriteQueueMaxSize(int octets) {
            writer.setWriteQueueMaxSize(octets);
            return this;
        }

        @Override
        public BlobWriter drainHandler(@Nullable Handler<Void> handler) {
            writer.drainHandler(handler);
            return this;
        }
    }
}
