package dev.postrider.blobs;

import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.http.ContentStreamProvider;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.CompletedPart;

/**
 * Uploads in parts, one after the other, while the body arrives; a body smaller than one part is a single put. Used from one context, as
 * every Vert.x stream. At most {@link #PART_OCTETS} and the write queue's limit are held in memory.
 */
final class S3BlobWriter implements BlobWriter {
    /** S3's smallest part, except for the last. */
    static final int PART_OCTETS = 5 << 20;

    private static final int DEFAULT_QUEUE_OCTETS = 8 << 20;

    private enum State {
        OPEN,
        COMMITTED,
        ABORTED
    }

    private final S3Client client;
    private final String bucket;
    private final String key;
    private final Blocking blocking;
    private final List<CompletedPart> parts = new ArrayList<>();
    private State state = State.OPEN;
    private Buffer filling = Buffer.buffer();
    private long written;
    private long queued;
    private int queueOctets = DEFAULT_QUEUE_OCTETS;
    private int partNumber;
    /** All that was started so far, in order; fails with the first failure. */
    private Future<Integer> uploads = Future.succeededFuture(0);

    private volatile String uploadId = "";
    private @Nullable Handler<Throwable> exceptionHandler;
    private @Nullable Handler<Void> drainHandler;

    S3BlobWriter(S3Client client, String bucket, String key, Blocking blocking) {
        this.client = client;
        this.bucket = bucket;
        this.key = key;
        this.blocking = blocking;
    }

    @Override
    public Future<Void> write(Buffer data) {
        if (state != State.OPEN) {
            return Future.failedFuture(new IllegalStateException("blob is " + state));
        }
        if (uploads.failed()) {
            return Future.failedFuture(uploads.cause());
        }
        written += data.length();
        queued += data.length();
        filling.appendBuffer(data);
        if (filling.length() >= PART_OCTETS) {
            startPart();
        }
        return Future.succeededFuture();
    }

    private void startPart() {
        byte[] octets = filling.getBytes();
        filling = Buffer.buffer();
        int number = ++partNumber;
        uploads = uploads.compose(before -> blocking.run(() -> uploadPart(number, octets)))
                .onSuccess(uploaded -> drained(octets.length))
                .onFailure(e -> {
                    Handler<Throwable> handler = exceptionHandler;
                    if (handler != null) {
                        handler.handle(e);
                    }
                });
    }

    private void drained(int octets) {
        boolean wasFull = writeQueueFull();
        queued -= octets;
        Handler<Void> handler = drainHandler;
        if (wasFull && !writeQueueFull() && handler != null) {
            handler.handle(null);
        }
    }

    /** Only one part is under way at a time: the list needs no lock, the chain of futures orders its use. */
    private Integer uploadPart(int number, byte[] octets) {
        if (uploadId.isEmpty()) {
            uploadId = client.createMultipartUpload(
                            request -> request.bucket(bucket).key(key))
                    .uploadId();
        }
        String tag = client.uploadPart(
                        request -> request.bucket(bucket)
                                .key(key)
                                .uploadId(uploadId)
                                .partNumber(number),
                        body(octets))
                .eTag();
        parts.add(CompletedPart.builder().partNumber(number).eTag(tag).build());
        return number;
    }

    private static RequestBody body(byte[] octets) {
        return RequestBody.fromContentProvider(
                ContentStreamProvider.fromByteArrayUnsafe(octets), octets.length, "application/octet-stream");
    }

    @Override
    public Future<Void> end() {
        return Future.succeededFuture();
    }

    @Override
    public Future<Void> commit() {
        if (state != State.OPEN) {
            return Future.failedFuture(new IllegalStateException("blob is " + state));
        }
        state = State.COMMITTED;
        byte[] rest = filling.getBytes();
        filling = Buffer.buffer();
        if (partNumber == 0) {
            return blocking.run(() ->
                            client.putObject(request -> request.bucket(bucket).key(key), body(rest)))
                    .mapEmpty();
        }
        int number = ++partNumber;
        return uploads.compose(before -> blocking.run(() -> complete(number, rest)))
                .<Void>mapEmpty()
                .recover(e -> drop().transform(dropped -> Future.failedFuture(e)));
    }

    private String complete(int number, byte[] rest) {
        if (rest.length > 0) {
            uploadPart(number, rest);
        }
        return client.completeMultipartUpload(request ->
                        request.bucket(bucket).key(key).uploadId(uploadId).multipartUpload(all -> all.parts(parts)))
                .key();
    }

    @Override
    public Future<Void> abort() {
        return switch (state) {
            case COMMITTED -> Future.failedFuture(new IllegalStateException("blob is " + state));
            case ABORTED -> Future.succeededFuture();
            case OPEN -> {
                state = State.ABORTED;
                filling = Buffer.buffer();
                yield drop();
            }
        };
    }

    /** Parts of an upload that is never completed are invisible, but paid for. */
    private Future<Void> drop() {
        return uploads.transform(done -> uploadId.isEmpty()
                ? Future.succeededFuture()
                : blocking.run(() -> client.abortMultipartUpload(
                                request -> request.bucket(bucket).key(key).uploadId(uploadId)))
                        .mapEmpty());
    }

    @Override
    public long written() {
        return written;
    }

    @Override
    public BlobWriter exceptionHandler(@Nullable Handler<Throwable> handler) {
        exceptionHandler = handler;
        return this;
    }

    @Override
    public BlobWriter setWriteQueueMaxSize(int octets) {
        queueOctets = Math.max(octets, PART_OCTETS);
        return this;
    }

    @Override
    public boolean writeQueueFull() {
        return queued >= queueOctets;
    }

    @Override
    public BlobWriter drainHandler(@Nullable Handler<Void> handler) {
        drainHandler = handler;
        return this;
    }
}
