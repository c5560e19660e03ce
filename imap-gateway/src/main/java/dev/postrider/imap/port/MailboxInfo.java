package dev.postrider.imap.port;

import dev.postrider.imap.grammar.MailboxName;
import java.util.Optional;

/** A mailbox and its counters. */
public record MailboxInfo(
        long id,
        MailboxName name,
        Optional<Role> role,
        boolean subscribed,
        boolean hasChildren,
        long uidValidity,
        long uidNext,
        long highestModseq,
        int messages,
        int unseen,
        long recentFromUid) {
    /** What a mailbox is for, RFC 6154. */
    public enum Role {
        SENT("\\Sent"),
        DRAFTS("\\Drafts"),
        TRASH("\\Trash"),
        JUNK("\\Junk"),
        ARCHIVE("\\Archive");

        private final String attribute;

        Role(String attribute) {
            this.attribute = attribute;
        }

        /** As LIST shows it. */
        public String attribute() {
            return attribute;
        }
    }
}
