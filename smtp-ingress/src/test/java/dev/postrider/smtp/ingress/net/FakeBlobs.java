package dev.postrider.smtp.ingress.net;

import dev.postrider.blobs.BlobWriter;
import dev.postrider.mail.QueueId;
import dev.postrider.smtp.ingress.port.BlobSink;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import java.io.ByteArrayOutputStream;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** Blobs in memory; can fail when opened, when written and when committed. */
final class FakeBlobs implements BlobSink {
    /** Where it fails. */
    enum Mode {
        UP,
        DOWN,
        /** Never answers. */
        STUCK,
        FAILING_WRITES,
        /** Its queue is full from the first write on, and nobody is told when it drains: as a file that is closed meanwhile. */
        FULL,
        FAILING_COMMITS
    }

    private final Map<String, byte[]> committed = new ConcurrentHashMap<>();
    private final AtomicInteger unfinished = new AtomicInteger();
    private volatile Mode mode = Mode.UP;

    void mode(Mode next) {
        mode = next;
    }

    Optional<byte[]> content(String key) {
        return Optional.ofNullable(committed.get(key));
    }

    int count() {
        return committed.size();
    }

    /** Blobs that were begun and neither committed nor aborted. */
    int unfinished() {
        return unfinished.get();
    }

    @Override
    public Future<BlobWriter> create(QueueId queueId) {
        if (mode == Mode.DOWN) {
            return Future.failedFuture("the blob store is down");
        }
        if (mode == Mode.STUCK) {
            return Promise.<BlobWriter>promise().future();
        }
        unfinished.incrementAndGet();
        return Future.succeededFuture(new Writer(keyOf(queueId)));
    }

    @Override
    public Future<Void> remove(QueueId queueId) {
        committed.remove(keyOf(queueId));
        return Future.succeededFuture();
    }

    @Override
    public String keyOf(QueueId queueId) {
        return "mail/" + queueId.text();
    }

    private final class Writer implements BlobWriter {
        private final String key;
        private final ByteArrayOutputStream octets = new ByteArrayOutputStream();
        private boolean finished;

        private Writer(String key) {
            this.key = key;
        }

        private void finish() {
            if (!finished) {
                finished = true;
                unfinished.decrementAndGet();
            }
        }

        @Override
        public Future<Void> write(Buffer data) {
            if (mode == Mode.FAILING_WRITES) {
                return Future.failedFuture("disk full");
            }
            octets.writeBytes(data.getBytes());
            return Future.succeededFuture();
        }

        @Override
        public Future<Void> end() {
            return Future.succeededFuture();
        }

        @Override
        public Future<Void> commit() {
            finish();
            if (mode == Mode.FAILING_COMMITS) {
                return Future.failedFuture("disk full");
            }
            committed.put(key, octets.toByteArray());
            return Future.succeededFuture();
        }

        @Override
        public Future<Void> abort() {
            finish();
            return Future.succeededFuture();
        }

        @Override
        public long written() {
            return octets.size();
        }

        @Override
        public BlobWriter exceptionHandler(@Nullable Handler<Throwable> handler) {
            return this;
        }

        @Override
        public BlobWriter setWriteQueueMaxSize(int maxSize) {
            return this;
        }

        @Override
        public boolean writeQueueFull() {
            return mode == Mode.FULL && octets.size() > 0;
        }

        @Override
        public BlobWriter drainHandler(@Nullable Handler<Void> handler) {
            return this;
        }
    }
}
