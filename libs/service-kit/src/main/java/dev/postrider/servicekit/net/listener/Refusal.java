package dev.postrider.servicekit.net.listener;

/** Why a client is not served. Who comes by TLS from the beginning, or without the PROXY header, is not told. */
public enum Refusal {
    SHUTTING_DOWN,
    /** This listener is not for it. */
    NOT_ALLOWED,
    TOO_MANY_CONNECTIONS,
    /** There is hardly room left, and it has more than its share. */
    OVER_SHARE,
    /** It connects too often. */
    TOO_FAST,
    /** It is no proxy of ours, and only they may connect. */
    PROXY_NOT_LISTED,
    PROXY_HEADER_MALFORMED,
    PROXY_HEADER_LATE,
    /** No handshake, or none in time. */
    TLS_FAILED,
    /** It went away before it could be served. */
    GONE
}
