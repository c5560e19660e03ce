package dev.postrider.smtp.ingress.session;

/** Who the client is. */
public sealed interface Login {
    /** Nobody knows. */
    record Anonymous() implements Login {}

    /** A user of ours. {@code login} is the canonical form. */
    record User(long accountId, String login) implements Login {}

    /** Is it a user of ours? */
    default boolean isAuthenticated() {
        return this instanceof User;
    }
}
