package dev.postrider.mailbox.adapter.delivery;

import dev.postrider.blobs.BlobStore;
import dev.postrider.mailbox.message.IncomingMessage;
import dev.postrider.mailbox.message.MessageIntake;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.streams.ReadStream;

/** Reads bodies that the ingress left in the blob store, a chunk at a time, to learn their structure. */
public final class BlobIntake {
    private final BlobStore blobs;

    public BlobIntake(BlobStore blobs) {
        this.blobs = blobs;
    }

    /**
     * Reads one.
     *
     * @param sha256 of the body; computed if it is not 32 octets long
     */
    Future<IncomingMessage> read(String key, byte[] prefix, byte[] sha256) {
        MessageIntake intake = MessageIntake.streamed(prefix, sha256.length != 32);
        return blobs.read(key, 0, -1).compose(stream -> drain(stream, intake)).map(ended -> intake.finish(key, sha256));
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
