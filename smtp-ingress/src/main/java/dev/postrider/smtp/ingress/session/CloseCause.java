package dev.postrider.smtp.ingress.session;

import java.util.Locale;

/** Why a session ended: a metric label and a log key. */
public enum CloseCause {
    QUIT,
    /** The client went away without QUIT. */
    DISCONNECTED,
    EARLY_TALKER,
    /** Octets followed STARTTLS in plaintext. */
    STARTTLS_INJECTION,
    TLS_FAILED,
    BARE_LINE_END,
    NOT_SMTP,
    TOO_MANY_ERRORS,
    TOO_MANY_LOGIN_FAILURES,
    TOO_MANY_MESSAGES,
    TOO_MANY_CONNECTIONS,
    NOT_ALLOWED,
    /** There was hardly room, and the client had more than its share. */
    OVER_SHARE,
    CONNECTING_TOO_OFTEN,
    /** Whoever came to a listener behind proxies is none of them. */
    PROXY_NOT_LISTED,
    PROXY_HEADER_MALFORMED,
    PROXY_HEADER_LATE,
    BODY_OVERRUN,
    /** A BDAT without a size: what follows cannot be told from commands. */
    CHUNK_SIZE_UNKNOWN,
    TIMED_OUT,
    DRAINED,
    FAULT;

    private final String label = name().toLowerCase(Locale.ROOT);

    /** As a metric label and in logs. */
    public String label() {
        return label;
    }
}
