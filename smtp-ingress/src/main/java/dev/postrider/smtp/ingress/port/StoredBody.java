package dev.postrider.smtp.ingress.port;

import java.nio.ByteBuffer;

/** The un-stuffed DATA of one message, and where it is. */
public sealed interface StoredBody {
    /** Its length. */
    long octets();

    /** Its SHA-256, 32 octets. */
    ByteBuffer sha256();

    /**
     * In memory.
     *
     * @param content not to be written to any more, so it need not be copied
     */
    record InMemory(ByteBuffer content, ByteBuffer sha256) implements StoredBody {
        @Override
        public long octets() {
            return content.remaining();
        }
    }

    /** In the blob store. */
    record InBlobStore(String key, long octets, ByteBuffer sha256) implements StoredBody {}
}
