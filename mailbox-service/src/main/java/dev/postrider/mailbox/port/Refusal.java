package dev.postrider.mailbox.port;

/** Why a command is refused. None of these passes by itself, unlike a fault of a dependency. */
public enum Refusal {
    /** There is no such account, mailbox or message. */
    NOT_FOUND,
    ALREADY_EXISTS,
    /** Not possible in this state. */
    FAILED_PRECONDITION,
    /** Over quota, or over a limit on the number of things. */
    RESOURCE_EXHAUSTED,
    /** A bug of the caller. */
    INVALID_ARGUMENT
}
