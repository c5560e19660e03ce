package dev.postrider.mailbox.adapter.grpc;

import dev.postrider.contracts.AppendChunk;
import dev.postrider.contracts.AppendResponse;
import dev.postrider.contracts.CopyMessagesRequest;
import dev.postrider.contracts.CopyMessagesResponse;
import dev.postrider.contracts.CreateMailboxRequest;
import dev.postrider.contracts.DeleteMailboxRequest;
import dev.postrider.contracts.DeleteMailboxResponse;
import dev.postrider.contracts.ExpungeRequest;
import dev.postrider.contracts.ExpungeResponse;
import dev.postrider.contracts.FetchMessagesRequest;
import dev.postrider.contracts.FetchedMessage;
import dev.postrider.contracts.GetChangesRequest;
import dev.postrider.contracts.GetChangesResponse;
import dev.postrider.contracts.GetMailboxRequest;
import dev.postrider.contracts.ListMailboxesRequest;
import dev.postrider.contracts.ListMailboxesResponse;
import dev.postrider.contracts.MailboxInfo;
import dev.postrider.contracts.MailboxesService;
import dev.postrider.contracts.MessageChunk;
import dev.postrider.contracts.OpenMailboxChunk;
import dev.postrider.contracts.OpenMailboxRequest;
import dev.postrider.contracts.ReadMessageRequest;
import dev.postrider.contracts.RenameMailboxRequest;
import dev.postrider.contracts.RenameMailboxResponse;
import dev.postrider.contracts.SearchRequest;
import dev.postrider.contracts.SearchResponse;
import dev.postrider.contracts.SetSubscribedRequest;
import dev.postrider.contracts.SetSubscribedResponse;
import dev.postrider.contracts.StoreFlagsRequest;
import dev.postrider.contracts.StoreFlagsResponse;
import dev.postrider.mailbox.adapter.command.AppendMessage;
import dev.postrider.mailbox.adapter.command.CopyMessages;
import dev.postrider.mailbox.adapter.command.Expunge;
import dev.postrider.mailbox.adapter.command.MailboxTree;
import dev.postrider.mailbox.adapter.command.StoreFlags;
import dev.postrider.mailbox.adapter.read.MailboxOpening;
import dev.postrider.mailbox.adapter.read.MailboxReader;
import dev.postrider.mailbox.adapter.read.MessageReader;
import dev.postrider.mailbox.adapter.search.SearchMailbox;
import io.vertx.core.Future;
import io.vertx.core.streams.ReadStream;
import io.vertx.core.streams.WriteStream;
import java.time.Duration;

/** The service Mailboxes: each call goes to the class that bears its name. */
public final class GrpcMailboxes extends MailboxesService {
    /** Somebody behind a slow line may read, and nothing of the database is held meanwhile. */
    private static final Duration PATIENCE = Duration.ofMinutes(10);

    /** The UIDs of a mailbox are read in one snapshot, which holds a connection. */
    private static final Duration SNAPSHOT_PATIENCE = Duration.ofMinutes(1);

    /** Where the calls go. */
    public record Handlers(
            MailboxReader reader,
            MailboxOpening opening,
            MessageReader messages,
            SearchMailbox search,
            MailboxTree tree,
            StoreFlags flags,
            CopyMessages copy,
            Expunge expunge,
            AppendMessage append) {}

    private final Calls calls;
    private final Handlers to;

    public GrpcMailboxes(Calls calls, Handlers handlers) {
        this.calls = calls;
        this.to = handlers;
    }

    @Override
    public Future<ListMailboxesResponse> listMailboxes(ListMailboxesRequest request) {
        return calls.single(Operation.LIST_MAILBOXES, () -> to.reader().list(request.getAccountId()));
    }

    @Override
    public Future<MailboxInfo> createMailbox(CreateMailboxRequest request) {
        return calls.single(Operation.CREATE_MAILBOX, () -> to.tree().create(request));
    }

    @Override
    public Future<DeleteMailboxResponse> deleteMailbox(DeleteMailboxRequest request) {
        return calls.single(
                Operation.DELETE_MAILBOX,
                () -> to.tree().delete(request).map(DeleteMailboxResponse.getDefaultInstance()));
    }

    @Override
    public Future<RenameMailboxResponse> renameMailbox(RenameMailboxRequest request) {
        return calls.single(
                Operation.RENAME_MAILBOX,
                () -> to.tree().rename(request).map(RenameMailboxResponse.getDefaultInstance()));
    }

    @Override
    public Future<SetSubscribedResponse> setSubscribed(SetSubscribedRequest request) {
        return calls.single(
                Operation.SET_SUBSCRIBED,
                () -> to.tree().setSubscribed(request).map(SetSubscribedResponse.getDefaultInstance()));
    }

    @Override
    public Future<MailboxInfo> getMailbox(GetMailboxRequest request) {
        return calls.single(Operation.GET_MAILBOX, () -> to.reader().get(request.getAccountId(), request.getName()));
    }

    @Override
    protected void openMailbox(OpenMailboxRequest request, WriteStream<OpenMailboxChunk> response) {
        calls.stream(
                Operation.OPEN_MAILBOX,
                SNAPSHOT_PATIENCE,
                response,
                out -> to.opening().open(request, out));
    }

    @Override
    public Future<GetChangesResponse> getChanges(GetChangesRequest request) {
        return calls.single(Operation.GET_CHANGES, () -> to.reader().changes(request));
    }

    @Override
    protected void fetchMessages(FetchMessagesRequest request, WriteStream<FetchedMessage> response) {
        calls.stream(
                Operation.FETCH_MESSAGES,
                PATIENCE,
                response,
                out -> to.messages().fetch(request, out));
    }

    @Override
    protected void readMessage(ReadMessageRequest request, WriteStream<MessageChunk> response) {
        calls.stream(
                Operation.READ_MESSAGE, PATIENCE, response, out -> to.messages().read(request, out));
    }

    @Override
    public Future<SearchResponse> search(SearchRequest request) {
        return calls.single(Operation.SEARCH, () -> to.search().search(request));
    }

    @Override
    public Future<StoreFlagsResponse> storeFlags(StoreFlagsRequest request) {
        return calls.single(Operation.STORE_FLAGS, () -> to.flags().store(request));
    }

    @Override
    public Future<CopyMessagesResponse> copyMessages(CopyMessagesRequest request) {
        return calls.single(Operation.COPY_MESSAGES, () -> to.copy().copy(request));
    }

    @Override
    public Future<ExpungeResponse> expunge(ExpungeRequest request) {
        return calls.single(Operation.EXPUNGE, () -> to.expunge().expunge(request));
    }

    @Override
    public Future<AppendResponse> append(ReadStream<AppendChunk> request) {
        return calls.single(Operation.APPEND, () -> to.append().append(request));
    }
}
