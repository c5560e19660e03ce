package dev.postrider.smtp.ingress.port;

import dev.postrider.blobs.BlobWriter;
import dev.postrider.mail.QueueId;
import io.vertx.core.Future;

/** Where large bodies go while they arrive. */
public interface BlobSink {
    /** Begins a body. */
    Future<BlobWriter> create(QueueId queueId);

    /** Removes a body that was committed and then not accepted. Succeeds if there is none. */
    Future<Void> remove(QueueId queueId);

    /** The key under which the body is found once it is committed. */
    String keyOf(QueueId queueId);
}
