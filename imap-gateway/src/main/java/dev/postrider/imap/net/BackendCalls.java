package dev.postrider.imap.net;

import dev.postrider.imap.port.Mailboxes;
import dev.postrider.imap.session.BackendAnswer;
import dev.postrider.imap.session.BackendRequest;
import io.vertx.core.Future;

/** From what a session asks to a call of the store, and from its result to an answer. */
final class BackendCalls {
    private static final BackendAnswer DONE = new BackendAnswer.Done();

    private BackendCalls() {}

    static Future<BackendAnswer> call(Mailboxes mailboxes, long account, BackendRequest request) {
        return switch (request) {
            case BackendRequest.ListMailboxes _ -> mailboxes.list(account).map(BackendAnswer.Listed::new);
            case BackendRequest.CreateMailbox(var name) ->
                mailboxes.create(account, name).map(DONE);
            case BackendRequest.DeleteMailbox(var name) ->
                mailboxes.delete(account, name).map(DONE);
            case BackendRequest.RenameMailbox(var from, var to) ->
                mailboxes.rename(account, from, to).map(DONE);
            case BackendRequest.SetSubscribed(var name, boolean subscribed) ->
                mailboxes.setSubscribed(account, name, subscribed).map(DONE);
            case BackendRequest.GetMailbox(var name) ->
                mailboxes.get(account, name).map(BackendAnswer.Found::new);
            case BackendRequest.OpenMailbox(var name, boolean readOnly) ->
                mailboxes.open(account, name, readOnly).map(BackendAnswer.Opened::new);
            case BackendRequest.GetChanges(long mailbox, long since) ->
                mailboxes.changes(account, mailbox, since).map(BackendAnswer.Changed::new);
            case BackendRequest.Search(long mailbox, var criterion, long recentFrom) ->
                mailboxes.search(account, mailbox, criterion, recentFrom).map(BackendAnswer.Matched::new);
            case BackendRequest.StoreFlags(long mailbox, var uids, var operation, var flags) ->
                mailboxes.store(account, mailbox, uids, operation, flags).map(BackendAnswer.Stored::new);
            case BackendRequest.CopyMessages(long mailbox, var uids, var to, boolean move) ->
                mailboxes.copy(account, mailbox, uids, to, move).map(BackendAnswer.Copied::new);
            case BackendRequest.Expunge(long mailbox, var uids) ->
                mailboxes.expunge(account, mailbox, uids).map(BackendAnswer.Expunged::new);
        };
    }
}
