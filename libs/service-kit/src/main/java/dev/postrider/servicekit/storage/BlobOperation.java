package dev.postrider.servicekit.storage;

/** What is asked of a blob store, as the label of a metric. */
public enum BlobOperation {
    CREATE,
    COMMIT,
    READ,
    SIZE,
    DELETE
}
