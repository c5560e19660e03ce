package dev.postrider.smtp;

import dev.postrider.mail.Address;

/** {@code Reverse-path = Path / "<>"}, RFC 5321 s4.1.1.2. */
public sealed interface ReversePath {
    /** {@code <>}: of reports about mail. Nobody may ever answer to it. */
    enum Null implements ReversePath {
        /** The one. */
        PATH
    }

    /** The sender's mailbox. */
    record Mailbox(Address address) implements ReversePath {}

    /** Without angle brackets; empty for {@code <>}. */
    default String text() {
        return switch (this) {
            case Null ignored -> "";
            case Mailbox(Address address) -> address.toString();
        };
    }
}
