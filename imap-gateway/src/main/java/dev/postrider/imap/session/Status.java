package dev.postrider.imap.session;

/** How a command ended, RFC 3501 s7.1. */
public enum Status {
    OK,
    NO,
    BAD
}
