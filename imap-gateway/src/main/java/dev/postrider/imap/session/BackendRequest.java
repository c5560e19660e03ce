package dev.postrider.imap.session;

import dev.postrider.imap.grammar.Flags;
import dev.postrider.imap.grammar.MailboxName;
import dev.postrider.imap.grammar.UidSet;
import dev.postrider.imap.port.SearchCriterion;
import dev.postrider.imap.port.StoreOperation;
import java.util.Optional;

/** What a session asks of the store, for the account that is logged in. */
public sealed interface BackendRequest {
    record ListMailboxes() implements BackendRequest {}

    record CreateMailbox(MailboxName name) implements BackendRequest {}

    record DeleteMailbox(MailboxName name) implements BackendRequest {}

    record RenameMailbox(MailboxName from, MailboxName to) implements BackendRequest {}

    record SetSubscribed(MailboxName name, boolean subscribed) implements BackendRequest {}

    record GetMailbox(MailboxName name) implements BackendRequest {}

    record OpenMailbox(MailboxName name, boolean readOnly) implements BackendRequest {}

    record GetChanges(long mailboxId, long sinceModseq) implements BackendRequest {}

    record Search(long mailboxId, SearchCriterion criterion, long recentFromUid) implements BackendRequest {}

    record StoreFlags(long mailboxId, UidSet uids, StoreOperation operation, Flags flags) implements BackendRequest {}

    record CopyMessages(long mailboxId, UidSet uids, MailboxName to, boolean move) implements BackendRequest {}

    record Expunge(long mailboxId, Optional<UidSet> uids) implements BackendRequest {}
}
