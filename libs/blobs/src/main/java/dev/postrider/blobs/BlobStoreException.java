package dev.postrider.blobs;

/** The storage did not do what was asked of it; the same call may succeed later. */
public final class BlobStoreException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public BlobStoreException(String message, Throwable cause) {
        super(message, cause);
    }

    public BlobStoreException(String message) {
        super(message);
    }
}
