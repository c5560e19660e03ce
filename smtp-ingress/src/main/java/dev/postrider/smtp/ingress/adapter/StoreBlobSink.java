package dev.postrider.smtp.ingress.adapter;

import dev.postrider.blobs.BlobStore;
import dev.postrider.blobs.BlobWriter;
import dev.postrider.mail.QueueId;
import dev.postrider.smtp.ingress.port.BlobSink;
import io.vertx.core.Future;

/** Bodies as {@code mail/<queue id>} in the blob store. Mailboxes refer to the same blob later: nothing is copied. */
public final class StoreBlobSink implements BlobSink {
    private final BlobStore store;

    public StoreBlobSink(BlobStore store) {
        this.store = store;
    }

    @Override
    public Future<BlobWriter> create(QueueId queueId) {
        return store.create(keyOf(queueId));
    }

    @Override
    public Future<Void> remove(QueueId queueId) {
        return store.delete(keyOf(queueId));
    }

    @Override
    public String keyOf(QueueId queueId) {
        return "mail/" + queueId.text();
    }
}
