package dev.postrider.smtp;

import dev.postrider.mail.Address;

/** {@code Forward-path = Path / "<Postmaster>"}, RFC 5321 s4.1.1.3. */
public sealed interface ForwardPath {
    /** {@code <Postmaster>} without a domain, in any case: RFC 5321 s4.5.1 wants it accepted everywhere. */
    enum BarePostmaster implements ForwardPath {
        /** The one. */
        PATH
    }

    /** A recipient's mailbox. */
    record Mailbox(Address address) implements ForwardPath {}

    /** Without angle brackets; {@code postmaster} for the bare one. */
    default String text() {
        return switch (this) {
            case BarePostmaster ignored -> "postmaster";
            case Mailbox(Address address) -> address.toString();
        };
    }
}
