package dev.postrider.mailbox.adapter.delivery;

import dev.postrider.mailbox.message.IncomingMessage;
import java.util.UUID;

/**
 * One message for one account.
 *
 * @param detail folded name of the mailbox that takes it if there is one; empty: INBOX
 * @param receivedAtMs becomes INTERNALDATE
 */
record Placement(UUID queueId, long accountId, String detail, long receivedAtMs, IncomingMessage message) {}
