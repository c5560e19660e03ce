package dev.postrider.smtp.ingress.session;

import java.util.Optional;

/** Who the client is. */
public sealed interface Login {
    /** Nobody knows; {@code failures} attempts to log in have failed. */
    record Anonymous(int failures) implements Login {
        /** Nobody has tried. */
        public Anonymous() {
            this(0);
        }
    }

    /** A user of ours. {@code login} is the canonical form. */
    record User(long accountId, String login) implements Login {}

    /** Canonical; empty: nobody knows. */
    default Optional<String> name() {
        return switch (this) {
            case Anonymous ignored -> Optional.empty();
            case User(long ignored, String login) -> Optional.of(login);
        };
    }

    /** Is it a user of ours? */
    default boolean isAuthenticated() {
        return this instanceof User;
    }
}
