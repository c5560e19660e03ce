package dev.postrider.imap.port;

import java.util.List;

/**
 * What happened in a mailbox since a modseq.
 *
 * @param gone the mailbox was deleted, or too much happened to tell: open it anew
 * @param changed new or changed, by UID
 * @param expunged UIDs, ascending
 */
public record MailboxChanges(boolean gone, long highestModseq, List<MessageFlags> changed, List<Long> expunged) {
    public MailboxChanges {
        changed = List.copyOf(changed);
        expunged = List.copyOf(expunged);
    }
}
