package dev.postrider.imap.port;

/** What STORE does with flags. */
public enum StoreOperation {
    REPLACE,
    ADD,
    REMOVE
}
