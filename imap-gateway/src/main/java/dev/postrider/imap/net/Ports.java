package dev.postrider.imap.net;

import dev.postrider.imap.port.ChangeFeed;
import dev.postrider.imap.port.Logins;
import dev.postrider.imap.port.Mailboxes;

/** The outside, as a connection sees it. */
public record Ports(Mailboxes mailboxes, Logins logins, ChangeFeed changes) {}
