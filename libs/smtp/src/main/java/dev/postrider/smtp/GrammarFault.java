package dev.postrider.smtp;

/** Why the arguments of a command are not what its grammar says. */
public enum GrammarFault {
    /** Not even {@code FROM:<...>} or {@code TO:<...>}. */
    NO_PATH,
    /** What stands between the angle brackets is no mailbox. */
    BAD_ADDRESS,
    /** A mailbox, but longer than RFC 5321 s4.5.3.1.1 to s4.5.3.1.3 permit. */
    ADDRESS_TOO_LONG,
    /** A mailbox that needs SMTPUTF8, which MAIL did not ask for (RFC 6531 s3.4). */
    NEEDS_SMTPUTF8,
    /** A parameter that no extension of ours defines, RFC 5321 s4.1.1.11. */
    UNKNOWN_PARAMETER,
    /** A parameter twice. */
    REPEATED_PARAMETER,
    /** A parameter whose value is not what its extension says. */
    BAD_PARAMETER
}
