package dev.postrider.mailbox.adapter.delivery;

import dev.postrider.mailbox.message.IncomingMessage;
import java.util.UUID;

/**
 * One message for one account.
 *
 * @param detail folded name of the mailbox that takes it if there is one; empty: INBOX
 * @param quarantine whether the account's junk mailbox takes it, if there is one
 * @param receivedAtMs becomes INTERNALDATE
 */
record Placement(
        UUID queueId, long accountId, String detail, boolean quarantine, long receivedAtMs, IncomingMessage message) {
    /** Is its mailbox likely to be another than INBOX? */
    boolean leadsElsewhere() {
        return quarantine || !detail.isEmpty();
    }
}
