package dev.postrider.imap.net;

import dev.postrider.imap.port.ChangeFeed;
import dev.postrider.imap.port.Logins;
import dev.postrider.imap.port.Mailboxes;
import dev.postrider.servicekit.trace.Tracing;

/** The outside, as a connection sees it. */
public record Ports(Mailboxes mailboxes, Logins logins, ChangeFeed changes, Tracing tracing) {
    /** Without traces. */
    public Ports(Mailboxes mailboxes, Logins logins, ChangeFeed changes) {
        this(mailboxes, logins, changes, Tracing.OFF);
    }
}
