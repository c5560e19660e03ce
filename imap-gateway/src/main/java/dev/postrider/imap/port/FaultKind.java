package dev.postrider.imap.port;

/** Why a call did not do what was asked. */
public enum FaultKind {
    /** No such mailbox. */
    NOT_FOUND,
    ALREADY_EXISTS,
    /** Not possible in this state, or not with this name. */
    NOT_POSSIBLE,
    OVER_QUOTA,
    /** It may pass. */
    UNAVAILABLE,
    /** A bug, here or there. */
    BROKEN
}
