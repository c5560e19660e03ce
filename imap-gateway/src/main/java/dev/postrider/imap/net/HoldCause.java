package dev.postrider.imap.net;

/** Why a client is not read from. */
enum HoldCause {
    /** More has come than is wanted now. */
    NOTHING_WANTED,
    /** The client does not read its answers. */
    ANSWERS_UNREAD,
    /** The store does not take what has come. */
    MESSAGE_UNSTORED
}
