package dev.postrider.imap.session;

import java.util.Locale;

/** Why a session ended: a metric label and a log key. */
public enum CloseCause {
    LOGOUT,
    /** The client went away without LOGOUT. */
    DISCONNECTED,
    /** Octets followed STARTTLS in plaintext. */
    STARTTLS_INJECTION,
    TLS_FAILED,
    TOO_MANY_CONNECTIONS,
    NOT_ALLOWED,
    /** Where a proxy must stand in front, somebody else came, or the header did not. */
    PROXY_HEADER_MISSING,
    /** Too many logins or commands that failed. */
    TOO_MANY_ERRORS,
    /** A literal that is too large to be read and thrown away. */
    LITERAL_TOO_LARGE,
    /** The selected mailbox was deleted, or changed too much. */
    MAILBOX_GONE,
    /** No login in time. */
    LOGIN_TIMED_OUT,
    IDLE_TIMED_OUT,
    /** The store failed in the middle of a message. */
    CUT_OFF,
    DRAINED,
    FAULT;

    private final String label = name().toLowerCase(Locale.ROOT);

    /** As a metric label and in logs. */
    public String label() {
        return label;
    }
}
