package dev.postrider.blobs;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.streams.ReadStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What every {@link BlobStore} does. */
abstract class BlobStoreContract {
    private static final int CHUNK = 64 * 1024;

    private Vertx vertx = Vertx.vertx();
    private @Nullable BlobStore opened;

    /** A store that holds nothing yet. */
    abstract BlobStore open(Vertx vertx);

    /** Removes what {@link #open} made. */
    abstract void remove() throws IOException;

    @BeforeEach
    void start() {
        opened = open(vertx);
    }

    @AfterEach
    void stop() throws IOException {
        await(store().close());
        await(vertx.close());
        remove();
        vertx = Vertx.vertx();
    }

    final BlobStore store() {
        return Objects.requireNonNull(opened);
    }

    static <T> T await(Future<T> future) {
        return future.toCompletionStage()
                .toCompletableFuture()
                .orTimeout(60, TimeUnit.SECONDS)
                .join();
    }

    static Throwable failureOf(Future<?> future) {
        CompletionException completion = assertThrows(CompletionException.class, () -> await(future));
        return Objects.requireNonNull(completion.getCause());
    }

    /** Calls on an event loop, as services do. */
    <T> T onLoop(Supplier<Future<T>> call) {
        Promise<T> promise = Promise.promise();
        vertx.runOnContext(v -> call.get().onComplete(promise));
        return await(promise.future());
    }

    static byte[] random(int length, long seed) {
        byte[] bytes = new byte[length];
        new Random(seed).nextBytes(bytes);
        return bytes;
    }

    void put(String key, byte[] body) {
        onLoop(() ->
                store().create(key).compose(writer -> writeAll(writer, body, 0).compose(v -> writer.commit())));
    }

    /** Honours the write queue, as a pipe does. */
    static Future<Void> writeAll(BlobWriter writer, byte[] body, int from) {
        int offset = from;
        while (offset < body.length) {
            int length = Math.min(CHUNK, body.length - offset);
            Future<Void> written = writer.write(Buffer.buffer(Arrays.copyOfRange(body, offset, offset + length)));
            if (written.failed()) {
                return written;
            }
            offset += length;
            if (writer.writeQueueFull() && offset < body.length) {
                int next = offset;
                Promise<Void> drained = Promise.promise();
                writer.exceptionHandler(drained::tryFail);
                writer.drainHandler(v -> drained.tryComplete());
                return drained.future().compose(v -> writeAll(writer, body, next));
            }
        }
        return Future.succeededFuture();
    }

    byte[] get(String key, long offset, long length) {
        return onLoop(() -> store().read(key, offset, length).compose(BlobStoreContract::collect))
                .getBytes();
    }

    static Future<Buffer> collect(ReadStream<Buffer> stream) {
        Promise<Buffer> promise = Promise.promise();
        Buffer all = Buffer.buffer();
        stream.exceptionHandler(promise::tryFail);
        stream.endHandler(v -> promise.tryComplete(all));
        stream.handler(all::appendBuffer);
        stream.resume();
        return promise.future();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 65_535, 65_536, 300_000, 5 << 20, (11 << 20) + 7})
    void whatIsCommittedComesBackByteForByte(int size) {
        byte[] body = random(size, size);
        put("mail/size-" + size, body);
        assertArrayEquals(body, get("mail/size-" + size, 0, -1));
        assertEquals(size, await(store().size("mail/size-" + size)));
    }

    @Test
    void rangesAreExactAndCutOffAtTheEnd() {
        byte[] body = random(500_000, 7);
        put("mail/ranges", body);
        assertArrayEquals(Arrays.copyOfRange(body, 100_000, 300_001), get("mail/ranges", 100_000, 200_001));
        assertArrayEquals(Arrays.copyOfRange(body, 499_999, 500_000), get("mail/ranges", 499_999, 100));
        assertArrayEquals(Arrays.copyOfRange(body, 0, 1), get("mail/ranges", 0, 1));
        assertArrayEquals(Arrays.copyOfRange(body, 250_000, 500_000), get("mail/ranges", 250_000, -1));
        assertEquals(0, get("mail/ranges", 10, 0).length);
        assertEquals(0, get("mail/ranges", 500_000, 10).length);
        assertEquals(0, get("mail/ranges", 600_000, -1).length);
    }

    @Test
    void nothingIsVisibleBeforeTheCommit() {
        byte[] body = random(100_000, 1);
        BlobWriter writer = onLoop(() -> store().create("mail/uncommitted"));
        onLoop(() -> writeAll(writer, body, 0));
        onLoop(writer::end);
        assertFalse(await(store().exists("mail/uncommitted")));
        assertEquals(body.length, writer.written());
        onLoop(writer::commit);
        assertTrue(await(store().exists("mail/uncommitted")));
    }

    @ParameterizedTest
    @ValueSource(ints = {10, 6 << 20})
    void anAbortedBlobNeverWas(int size) {
        BlobWriter writer = onLoop(() -> store().create("mail/aborted"));
        onLoop(() -> writeAll(writer, random(size, 1), 0));
        onLoop(writer::abort);
        onLoop(writer::abort);
        assertFalse(await(store().exists("mail/aborted")));
        assertInstanceOf(IllegalStateException.class, failureOf(writer.commit()));
        assertInstanceOf(IllegalStateException.class, failureOf(writer.write(Buffer.buffer("x"))));
    }

    @Test
    void aBlobIsCommittedOnce() {
        BlobWriter writer = onLoop(() -> store().create("mail/once"));
        onLoop(writer::commit);
        assertInstanceOf(IllegalStateException.class, failureOf(writer.commit()));
        assertInstanceOf(IllegalStateException.class, failureOf(writer.abort()));
    }

    @Test
    void aSecondCommitReplacesTheFirst() {
        put("mail/twice", random(1000, 1));
        put("mail/twice", random(2000, 2));
        assertArrayEquals(random(2000, 2), get("mail/twice", 0, -1));
    }

    @Test
    void aMissingBlobIsSaidToBeMissing() {
        assertInstanceOf(BlobNotFoundException.class, failureOf(store().read("mail/none", 0, -1)));
        assertInstanceOf(BlobNotFoundException.class, failureOf(store().read("mail/none", 0, 0)));
        assertInstanceOf(BlobNotFoundException.class, failureOf(store().size("mail/none")));
        assertFalse(await(store().exists("mail/none")));
        await(store().delete("mail/none"));
    }

    @Test
    void aDeletedBlobIsGone() {
        put("mail/deleted", random(10, 1));
        await(store().delete("mail/deleted"));
        assertFalse(await(store().exists("mail/deleted")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "/",
                "a//b",
                "../x",
                "a/../b",
                "a/.",
                ".hidden",
                "a/",
                "/a",
                "a b",
                "a\\b",
                "a\u0000",
                "ä",
                "-a",
                "mail/x%2f"
            })
    void keysOutsideTheGrammarAreRefused(String key) {
        assertInstanceOf(IllegalArgumentException.class, failureOf(store().create(key)));
        assertInstanceOf(IllegalArgumentException.class, failureOf(store().read(key, 0, -1)));
        assertInstanceOf(IllegalArgumentException.class, failureOf(store().delete(key)));
        assertInstanceOf(IllegalArgumentException.class, failureOf(store().exists(key)));
        assertInstanceOf(IllegalArgumentException.class, failureOf(store().size(key)));
    }

    @Test
    void aNegativeOffsetIsRefused() {
        assertInstanceOf(IllegalArgumentException.class, failureOf(store().read("mail/x", -1, 5)));
    }

    @Test
    void aWalkSeesEveryBlobUnderThePrefix() {
        Set<String> keys = new TreeSet<>();
        for (int i = 0; i < 30; i++) {
            put("mail/walk-" + i, random(i, i));
            keys.add("mail/walk-" + i + ":" + i);
        }
        put("append/other", random(5, 1));
        List<String> seen = new ArrayList<>();
        await(store().list("mail/", info -> seen.add(info.key() + ":" + info.size())));
        assertEquals(keys, new TreeSet<>(seen));
        assertEquals(keys.size(), seen.size());
    }

    @Test
    void manyBlobsAtATimeDoNotMix() {
        List<Future<Void>> writes = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            int number = i;
            Promise<Void> written = Promise.promise();
            vertx.runOnContext(v -> store().create("mail/many-" + number)
                    .compose(writer -> writeAll(writer, random(200_000 + number, number), 0)
                            .compose(w -> writer.commit()))
                    .onComplete(written));
            writes.add(written.future());
        }
        await(Future.all(writes));
        for (int i = 0; i < 20; i++) {
            assertArrayEquals(random(200_000 + i, i), get("mail/many-" + i, 0, -1));
        }
    }

    @Test
    void aPausedReaderIsSentNothing() {
        put("mail/paused", random(1_000_000, 3));
        AtomicInteger chunks = new AtomicInteger();
        // One chunk is asked for, and one comes; the rest only after resume().
        Buffer all = onLoop(() -> store().read("mail/paused", 0, -1).compose(stream -> {
            Promise<Buffer> promise = Promise.promise();
            Buffer collected = Buffer.buffer();
            stream.exceptionHandler(promise::tryFail);
            stream.endHandler(v -> promise.tryComplete(collected));
            stream.handler(chunk -> {
                collected.appendBuffer(chunk);
                if (chunks.incrementAndGet() == 1) {
                    store().exists("mail/paused").onComplete(asked -> {
                        assertEquals(1, chunks.get());
                        stream.resume();
                    });
                }
            });
            stream.fetch(1);
            return promise.future();
        }));
        assertArrayEquals(random(1_000_000, 3), all.getBytes());
        assertTrue(chunks.get() > 1);
    }

    @Test
    void aBlobCanBePipedIntoAnother() {
        byte[] body = random((6 << 20) + 3, 9);
        put("mail/source", body);
        onLoop(() -> store().read("mail/source", 0, -1)
                .compose(source -> store().create("mail/copy")
                        .compose(copy -> source.pipeTo(copy).compose(v -> copy.commit()))));
        assertArrayEquals(body, get("mail/copy", 0, -1));
    }

    @Test
    void aLivingStoreAnswersPings() {
        await(store().ping());
    }
}
