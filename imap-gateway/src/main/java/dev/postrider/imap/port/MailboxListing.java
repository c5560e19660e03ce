package dev.postrider.imap.port;

import dev.postrider.imap.grammar.MailboxName;
import java.util.List;

/**
 * All mailboxes of an account, by name.
 *
 * @param orphanSubscriptions names that are subscribed to without a mailbox
 */
public record MailboxListing(List<MailboxInfo> mailboxes, List<MailboxName> orphanSubscriptions) {
    public MailboxListing {
        mailboxes = List.copyOf(mailboxes);
        orphanSubscriptions = List.copyOf(orphanSubscriptions);
    }
}
