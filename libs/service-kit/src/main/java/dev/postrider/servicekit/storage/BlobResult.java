package dev.postrider.servicekit.storage;

/** How a call of a blob store ended, as the label of a metric. */
public enum BlobResult {
    OK,
    /** There is no such blob. */
    ABSENT,
    FAILED
}
