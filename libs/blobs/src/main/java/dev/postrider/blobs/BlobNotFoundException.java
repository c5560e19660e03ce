package dev.postrider.blobs;

/** There is no blob under the key. */
public final class BlobNotFoundException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String key;

    public BlobNotFoundException(String key) {
        super("no blob " + key);
        this.key = key;
    }

    public String key() {
        return key;
    }
}
