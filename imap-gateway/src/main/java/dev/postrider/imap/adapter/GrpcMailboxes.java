package dev.postrider.imap.adapter;

import dev.postrider.contracts.AppendStart;
import dev.postrider.contracts.CopyMessagesRequest;
import dev.postrider.contracts.CreateMailboxRequest;
import dev.postrider.contracts.DeleteMailboxRequest;
import dev.postrider.contracts.ExpungeRequest;
import dev.postrider.contracts.FetchMessagesRequest;
import dev.postrider.contracts.GetChangesRequest;
import dev.postrider.contracts.GetMailboxRequest;
import dev.postrider.contracts.ListMailboxesRequest;
import dev.postrider.contracts.MailboxesGrpcClient;
import dev.postrider.contracts.OpenMailboxChunk;
import dev.postrider.contracts.OpenMailboxRequest;
import dev.postrider.contracts.ReadMessageRequest;
import dev.postrider.contracts.RenameMailboxRequest;
import dev.postrider.contracts.SearchRequest;
import dev.postrider.contracts.SetSubscribedRequest;
import dev.postrider.contracts.StoreFlagsRequest;
import dev.postrider.imap.grammar.Flags;
import dev.postrider.imap.grammar.MailboxName;
import dev.postrider.imap.grammar.UidSet;
import dev.postrider.imap.port.AppendSink;
import dev.postrider.imap.port.AppendSpec;
import dev.postrider.imap.port.CopiedMessages;
import dev.postrider.imap.port.FetchRequest;
import dev.postrider.imap.port.MailboxChanges;
import dev.postrider.imap.port.MailboxInfo;
import dev.postrider.imap.port.MailboxListing;
import dev.postrider.imap.port.Mailboxes;
import dev.postrider.imap.port.MessageFlags;
import dev.postrider.imap.port.OpenedMailbox;
import dev.postrider.imap.port.SearchCriterion;
import dev.postrider.imap.port.StoreOperation;
import dev.postrider.imap.port.StoredMessage;
import dev.postrider.servicekit.grpc.ServiceChannel;
import dev.postrider.servicekit.trace.TraceSpan;
import io.vertx.core.Future;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Flow;

/** Mailboxes, kept by mailbox-service. */
public final class GrpcMailboxes implements Mailboxes {
    private static final int INLINE_OCTETS = 256 * 1024;

    private final MailboxesGrpcClient client;
    private final MailboxesGrpcClient slow;
    private final ServiceChannel channel;
    private final ServiceChannel streams;
    private final ServiceChannel patient;

    /**
     * @param streams for calls whose length the client decides, by reading or sending slowly
     * @param searchDeadline of calls that may have to look at every message of a mailbox
     */
    public GrpcMailboxes(ServiceChannel channel, ServiceChannel streams, Duration searchDeadline) {
        this(channel, streams, channel.withDeadline(searchDeadline));
    }

    private GrpcMailboxes(ServiceChannel channel, ServiceChannel streams, ServiceChannel patient) {
        this.channel = channel;
        this.patient = patient;
        this.streams = streams;
        this.client = MailboxesGrpcClient.create(channel, channel.address());
        this.slow = MailboxesGrpcClient.create(patient, patient.address());
    }

    @Override
    public Mailboxes within(TraceSpan span) {
        return span.isOn() ? new GrpcMailboxes(channel.within(span), streams.within(span), patient.within(span)) : this;
    }

    @Override
    public Future<MailboxListing> list(long accountId) {
        return Faults.known(client.listMailboxes(ListMailboxesRequest.newBuilder()
                        .setAccountId(accountId)
                        .build()))
                .map(response -> new MailboxListing(
                        response.getMailboxesList().stream()
                                .map(Conversions::mailbox)
                                .toList(),
                        response.getOrphanSubscriptionsList().stream()
                                .map(MailboxName::new)
                                .toList()));
    }

    @Override
    public Future<Void> create(long accountId, MailboxName name) {
        return Faults.known(client.createMailbox(CreateMailboxRequest.newBuilder()
                        .setAccountId(accountId)
                        .setName(name.text())
                        .build()))
                .mapEmpty();
    }

    @Override
    public Future<Void> delete(long accountId, MailboxName name) {
        return Faults.known(slow.deleteMailbox(DeleteMailboxRequest.newBuilder()
                        .setAccountId(accountId)
                        .setName(name.text())
                        .build()))
                .mapEmpty();
    }

    @Override
    public Future<Void> rename(long accountId, MailboxName from, MailboxName to) {
        return Faults.known(slow.renameMailbox(RenameMailboxRequest.newBuilder()
                        .setAccountId(accountId)
                        .setFrom(from.text())
                        .setTo(to.text())
                        .build()))
                .mapEmpty();
    }

    @Override
    public Future<Void> setSubscribed(long accountId, MailboxName name, boolean subscribed) {
        return Faults.known(client.setSubscribed(SetSubscribedRequest.newBuilder()
                        .setAccountId(accountId)
                        .setName(name.text())
                        .setSubscribed(subscribed)
                        .build()))
                .mapEmpty();
    }

    @Override
    public Future<MailboxInfo> get(long accountId, MailboxName name) {
        return Faults.known(client.getMailbox(GetMailboxRequest.newBuilder()
                        .setAccountId(accountId)
                        .setName(name.text())
                        .build()))
                .map(Conversions::mailbox);
    }

    @Override
    public Future<OpenedMailbox> open(long accountId, MailboxName name, boolean readOnly) {
        OpeningMailbox opening = new OpeningMailbox();
        GrpcStream.open(
                streams.request(streams.address(), MailboxesGrpcClient.OpenMailbox),
                OpenMailboxRequest.newBuilder()
                        .setAccountId(accountId)
                        .setName(name.text())
                        .setReadOnly(readOnly)
                        .build(),
                (OpenMailboxChunk chunk) -> chunk,
                opening);
        return opening.opened();
    }

    @Override
    public Future<MailboxChanges> changes(long accountId, long mailboxId, long sinceModseq) {
        return Faults.known(slow.getChanges(GetChangesRequest.newBuilder()
                        .setAccountId(accountId)
                        .setMailboxId(mailboxId)
                        .setSinceModseq(sinceModseq)
                        .build()))
                .map(response -> new MailboxChanges(
                        response.getGone(),
                        response.getHighestModseq(),
                        Conversions.messageFlags(response.getChangedList()),
                        Conversions.uids(response.getExpungedList())));
    }

    @Override
    public Future<List<Long>> search(long accountId, long mailboxId, SearchCriterion criterion, long recentFromUid) {
        return Faults.known(slow.search(SearchRequest.newBuilder()
                        .setAccountId(accountId)
                        .setMailboxId(mailboxId)
                        .setKey(SearchKeys.of(criterion))
                        .setRecentFromUid((int) recentFromUid)
                        .build()))
                .map(response -> Conversions.uids(response.getUidsList()));
    }

    @Override
    public Future<List<MessageFlags>> store(
            long accountId, long mailboxId, UidSet uids, StoreOperation operation, Flags flags) {
        StoreFlagsRequest request = StoreFlagsRequest.newBuilder()
                .setAccountId(accountId)
                .setMailboxId(mailboxId)
                .setUids(Conversions.uids(uids))
                .setOperation(
                        switch (operation) {
                            case REPLACE -> StoreFlagsRequest.Operation.REPLACE;
                            case ADD -> StoreFlagsRequest.Operation.ADD;
                            case REMOVE -> StoreFlagsRequest.Operation.REMOVE;
                        })
                .setFlags(Conversions.flags(flags))
                .build();
        return Faults.known(slow.storeFlags(request))
                .map(response -> Conversions.messageFlags(response.getUpdatedList()));
    }

    @Override
    public Future<CopiedMessages> copy(long accountId, long mailboxId, UidSet uids, MailboxName to, boolean move) {
        CopyMessagesRequest request = CopyMessagesRequest.newBuilder()
                .setAccountId(accountId)
                .setFromMailboxId(mailboxId)
                .setUids(Conversions.uids(uids))
                .setToName(to.text())
                .setMove(move)
                .build();
        return Faults.known(slow.copyMessages(request))
                .map(response -> new CopiedMessages(
                        Integer.toUnsignedLong(response.getUidValidity()),
                        Conversions.uids(response.getSourceUidsList()),
                        Conversions.uids(response.getDestinationUidsList())));
    }

    @Override
    public Future<List<Long>> expunge(long accountId, long mailboxId, Optional<UidSet> uids) {
        ExpungeRequest.Builder request =
                ExpungeRequest.newBuilder().setAccountId(accountId).setMailboxId(mailboxId);
        uids.map(Conversions::uids).ifPresent(request::setUids);
        return Faults.known(slow.expunge(request.build()))
                .map(response -> Conversions.uids(response.getExpungedList()));
    }

    @Override
    public void fetch(long accountId, FetchRequest request, Flow.Subscriber<StoredMessage> subscriber) {
        GrpcStream.open(
                streams.request(streams.address(), MailboxesGrpcClient.FetchMessages),
                FetchMessagesRequest.newBuilder()
                        .setAccountId(accountId)
                        .setMailboxId(request.mailboxId())
                        .setUids(Conversions.uids(request.uids()))
                        .setStructure(request.structure())
                        .setHeader(request.header())
                        .setContent(request.content())
                        .setContentMaxOctets(request.content() ? INLINE_OCTETS : 0)
                        .build(),
                Conversions::message,
                subscriber);
    }

    @Override
    public void read(long accountId, long emailId, long offset, long length, Flow.Subscriber<ByteBuffer> subscriber) {
        GrpcStream.open(
                streams.request(streams.address(), MailboxesGrpcClient.ReadMessage),
                ReadMessageRequest.newBuilder()
                        .setAccountId(accountId)
                        .setEmailId(emailId)
                        .setOffset(offset)
                        .setLength(length)
                        .build(),
                chunk -> chunk.getData().asReadOnlyByteBuffer(),
                subscriber);
    }

    @Override
    public AppendSink append(long accountId, AppendSpec spec) {
        AppendStart.Builder start = AppendStart.newBuilder()
                .setAccountId(accountId)
                .setMailboxName(spec.mailbox().text())
                .setFlags(Conversions.flags(spec.flags()))
                .setSizeOctets(spec.octets());
        spec.date()
                .ifPresent(
                        date -> start.setInternalDateMs(date.ms()).setInternalDateOffsetMinutes(date.offsetMinutes()));
        return new GrpcAppend(streams.request(streams.address(), MailboxesGrpcClient.Append), start.build());
    }
}
