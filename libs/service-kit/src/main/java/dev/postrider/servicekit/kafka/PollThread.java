package dev.postrider.servicekit.kafka;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** A thread that works with one Kafka client after another, until it is closed: a client that failed is replaced after a pause. */
final class PollThread {
    private final Map<String, Object> properties;
    private final Duration pause;
    private final Consumer<KafkaConsumer<byte[], byte[]>> work;
    private final Consumer<RuntimeException> failed;
    private final Thread thread;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition closed = lock.newCondition();
    private final Promise<Void> ended = Promise.promise();
    private volatile boolean closing;

    /**
     * Does not start.
     *
     * @param properties of every client
     * @param pause between a client that failed and the next
     * @param work with a client, on the thread; returns soon after {@link #isClosing}, or when another client is wanted
     * @param failed told, on the thread, why there was no client, or why its work ended
     */
    PollThread(
            String name,
            Map<String, Object> properties,
            Duration pause,
            Consumer<KafkaConsumer<byte[], byte[]>> work,
            Consumer<RuntimeException> failed) {
        this.properties = properties;
        this.pause = pause;
        this.work = work;
        this.failed = failed;
        this.thread = Thread.ofPlatform().name(name).unstarted(this::run);
    }

    void start() {
        thread.start();
    }

    boolean isClosing() {
        return closing;
    }

    /** Ends the thread when its work returns; to wake a client that polls is the caller's. Succeeds when the last client is closed. */
    Future<Void> close() {
        lock.lock();
        try {
            closing = true;
            closed.signalAll();
        } finally {
            lock.unlock();
        }
        return ended.future();
    }

    private void run() {
        while (!closing) {
            try (KafkaConsumer<byte[], byte[]> client =
                    new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
                work.accept(client);
            } catch (RuntimeException e) {
                // Not to be retried within the client: start over with a new one.
                failed.accept(e);
                pause();
            }
        }
        ended.complete();
    }

    /** For as long as between two clients, or until it is closed. On the thread. */
    void pause() {
        lock.lock();
        try {
            long nanos = pause.toNanos();
            while (!closing && nanos > 0) {
                nanos = closed.awaitNanos(nanos);
            }
        } catch (InterruptedException e) {
            // Nobody but the JVM's end interrupts this thread.
            closing = true;
            Thread.currentThread().interrupt();
        } finally {
            lock.unlock();
        }
    }
}
