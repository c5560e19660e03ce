package dev.postrider.mailbox.adapter.delivery;

import dev.postrider.blobs.BlobStore;
import dev.postrider.mailbox.message.IncomingMessage;
import dev.postrider.mailbox.message.MessageIntake;
import dev.postrider.servicekit.metrics.Metrics;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.streams.ReadStream;
import java.util.concurrent.TimeUnit;

/** Reads bodies that the ingress left in the blob store, a chunk at a time, to learn their structure. */
public final class BlobIntake {
    private final BlobStore blobs;
    private final Timer ok;
    private final Timer failed;

    public BlobIntake(BlobStore blobs, MeterRegistry meters) {
        this.blobs = blobs;
        this.ok = Metrics.MAILBOX_BLOB_SECONDS.timer(meters, "read", "ok");
        this.failed = Metrics.MAILBOX_BLOB_SECONDS.timer(meters, "read", "failed");
    }

    /**
     * Reads one.
     *
     * @param sha256 of the body; computed if it is not 32 octets long
     */
    Future<IncomingMessage> read(String key, byte[] prefix, byte[] sha256) {
        long started = System.nanoTime();
        MessageIntake intake = MessageIntake.streamed(prefix, sha256.length != 32);
        return blobs.read(key, 0, -1)
                .compose(stream -> drain(stream, intake))
                .map(ended -> intake.finish(key, sha256))
                .onComplete(
                        read -> ok.record(System.nanoTime() - started, TimeUnit.NANOSECONDS),
                        fault -> failed.record(System.nanoTime() - started, TimeUnit.NANOSECONDS));
    }

    private static Future<Void> drain(ReadStream<Buffer> stream, MessageIntake intake) {
        Promise<Void> ended = Promise.promise();
        stream.exceptionHandler(ended::tryFail);
        stream.endHandler(end -> ended.tryComplete());
        stream.handler(buffer -> {
            byte[] octets = buffer.getBytes();
            intake.accept(octets, 0, octets.length);
        });
        stream.resume();
        return ended.future();
    }
}
