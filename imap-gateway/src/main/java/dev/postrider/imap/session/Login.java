package dev.postrider.imap.session;

/** Who the client is. */
public sealed interface Login {
    /** Nobody knows. */
    record Anonymous() implements Login {}

    /** A user of ours. */
    record User(long accountId, String login) implements Login {}
}
