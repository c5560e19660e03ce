package dev.postrider.imap.port;

/** What became of a login. */
public sealed interface LoginCheck {
    /** It is a user of ours. */
    record Passed(long accountId, String login) implements LoginCheck {}

    /** It is not, or not now. */
    enum Refused implements LoginCheck {
        INVALID,
        DISABLED,
        THROTTLED,
        TOO_MANY_CONNECTIONS,
        UNAVAILABLE
    }
}
