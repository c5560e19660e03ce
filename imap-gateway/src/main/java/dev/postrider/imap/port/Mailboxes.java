package dev.postrider.imap.port;

import dev.postrider.imap.grammar.Flags;
import dev.postrider.imap.grammar.MailboxName;
import dev.postrider.imap.grammar.UidSet;
import dev.postrider.servicekit.trace.TraceSpan;
import io.vertx.core.Future;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Flow;

/** The mailboxes of the accounts. */
public interface Mailboxes {
    /** The same, whose calls are part of {@code span}. */
    default Mailboxes within(TraceSpan span) {
        return this;
    }

    Future<MailboxListing> list(long accountId);

    Future<Void> create(long accountId, MailboxName name);

    Future<Void> delete(long accountId, MailboxName name);

    Future<Void> rename(long accountId, MailboxName from, MailboxName to);

    Future<Void> setSubscribed(long accountId, MailboxName name, boolean subscribed);

    /** One mailbox with exact counters. */
    Future<MailboxInfo> get(long accountId, MailboxName name);

    /** Unless read-only, this session's are the messages that nobody has seen as \Recent. */
    Future<OpenedMailbox> open(long accountId, MailboxName name, boolean readOnly);

    Future<MailboxChanges> changes(long accountId, long mailboxId, long sinceModseq);

    /** UIDs, ascending. */
    Future<List<Long>> search(long accountId, long mailboxId, SearchCriterion criterion, long recentFromUid);

    /** What flags those of {@code uids} that exist have now. */
    Future<List<MessageFlags>> store(
            long accountId, long mailboxId, UidSet uids, StoreOperation operation, Flags flags);

    /** @param move whether the messages leave where they are */
    Future<CopiedMessages> copy(long accountId, long mailboxId, UidSet uids, MailboxName to, boolean move);

    /** Removes the \Deleted among {@code uids}, or all \Deleted; UIDs, ascending. */
    Future<List<Long>> expunge(long accountId, long mailboxId, Optional<UidSet> uids);

    /** Messages in the order of their UIDs, as many as the subscriber requests; those that are gone are left out. */
    void fetch(long accountId, FetchRequest request, Flow.Subscriber<StoredMessage> subscriber);

    /** Octets of one message from {@code offset} on, in chunks. */
    void read(long accountId, long emailId, long offset, long length, Flow.Subscriber<ByteBuffer> subscriber);

    /** Begins to append. */
    AppendSink append(long accountId, AppendSpec spec);
}
