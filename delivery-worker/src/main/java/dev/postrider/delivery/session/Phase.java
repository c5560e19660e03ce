package dev.postrider.delivery.session;

/** What is being waited for: each has a time limit of its own, RFC 5321 s4.5.3.2. */
public enum Phase {
    GREETING,
    HELLO,
    START_TLS,
    HANDSHAKE,
    AUTH,
    MAIL,
    RCPT,
    DATA,
    BODY,
    FINAL,
    RESET,
    /** Nothing: the connection is open for the next message. */
    IDLE,
    QUIT
}
