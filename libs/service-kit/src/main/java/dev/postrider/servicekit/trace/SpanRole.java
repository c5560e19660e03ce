package dev.postrider.servicekit.trace;

/** A span's part in what goes on between processes. */
public enum SpanRole {
    /** None: it is this process's own. */
    INTERNAL,
    /** It answers somebody. */
    SERVER,
    /** It asks somebody. */
    CLIENT,
    /** It makes a record. */
    PRODUCER,
    /** It works on a record. */
    CONSUMER
}
