package dev.postrider.smtp.ingress.port;

import dev.postrider.blobs.BlobWriter;
import dev.postrider.mail.QueueId;
import io.vertx.core.Future;

/** Where large bodies go while they arrive. */
public interface BlobSink {
    /** Begins a body. */
    Future<BlobWriter> create(QueueId queueId);

    /** The key under which the body is found once it is committed. */
    String keyOf(QueueId queueId);
}
