package dev.postrider.imap.session;

import dev.postrider.imap.port.AppendedMessage;
import dev.postrider.imap.port.CopiedMessages;
import dev.postrider.imap.port.FaultKind;
import dev.postrider.imap.port.MailboxChanges;
import dev.postrider.imap.port.MailboxInfo;
import dev.postrider.imap.port.MailboxListing;
import dev.postrider.imap.port.MessageFlags;
import dev.postrider.imap.port.OpenedMailbox;
import java.util.List;

/** What the store answered. */
public sealed interface BackendAnswer {
    record Done() implements BackendAnswer {}

    record Listed(MailboxListing listing) implements BackendAnswer {}

    record Found(MailboxInfo mailbox) implements BackendAnswer {}

    record Opened(OpenedMailbox mailbox) implements BackendAnswer {}

    record Changed(MailboxChanges changes) implements BackendAnswer {}

    /** UIDs, ascending. */
    record Matched(List<Long> uids) implements BackendAnswer {
        public Matched {
            uids = List.copyOf(uids);
        }
    }

    record Stored(List<MessageFlags> messages) implements BackendAnswer {
        public Stored {
            messages = List.copyOf(messages);
        }
    }

    record Copied(CopiedMessages messages) implements BackendAnswer {}

    /** UIDs, ascending. */
    record Expunged(List<Long> uids) implements BackendAnswer {
        public Expunged {
            uids = List.copyOf(uids);
        }
    }

    record Appended(AppendedMessage message) implements BackendAnswer {}

    /**
     * Messages were sent.
     *
     * @param count how many
     * @param seen the flags that they were said to have and do not have yet, of those that are \Seen now; by UID
     */
    record Fetched(int count, List<MessageFlags> seen) implements BackendAnswer {
        public Fetched {
            seen = List.copyOf(seen);
        }
    }

    /** @param reference under which the log tells more */
    record Failed(FaultKind kind, String reference) implements BackendAnswer {}
}
