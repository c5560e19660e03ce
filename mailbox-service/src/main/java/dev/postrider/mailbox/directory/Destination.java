package dev.postrider.mailbox.directory;

import dev.postrider.mail.Address;

/** One place where a message ends up. */
public sealed interface Destination {
    /**
     * @param detail RFC 5233: what stands behind the separator in the local part; empty if there is none
     */
    record Mailbox(long accountId, String detail) implements Destination {}

    /** An address elsewhere, to relay to. */
    record Forward(Address address) implements Destination {}
}
