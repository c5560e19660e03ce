package dev.postrider.smtp.ingress.net;

/** Why a client is not read from. */
enum HoldCause {
    /** The session waits for something else, and the client is ahead of it. */
    NOTHING_WANTED,
    /** The blob store is slower than the client. */
    BODY_UNSTORED,
    /** The client does not read what it is told. */
    REPLIES_UNREAD
}
