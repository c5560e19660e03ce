package dev.postrider.mailbox;

import static dev.postrider.mailbox.MailboxSystem.await;
import static dev.postrider.mailbox.MailboxSystem.uids;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.postrider.contracts.AppendResponse;
import dev.postrider.contracts.CopyMessagesRequest;
import dev.postrider.contracts.CopyMessagesResponse;
import dev.postrider.contracts.CreateMailboxRequest;
import dev.postrider.contracts.DeleteMailboxRequest;
import dev.postrider.contracts.ExpungeRequest;
import dev.postrider.contracts.ExpungeResponse;
import dev.postrider.contracts.FetchedMessage;
import dev.postrider.contracts.Flags;
import dev.postrider.contracts.GetChangesRequest;
import dev.postrider.contracts.GetChangesResponse;
import dev.postrider.contracts.GetMailboxRequest;
import dev.postrider.contracts.ListMailboxesRequest;
import dev.postrider.contracts.ListMailboxesResponse;
import dev.postrider.contracts.MailboxInfo;
import dev.postrider.contracts.OpenMailboxChunk;
import dev.postrider.contracts.RenameMailboxRequest;
import dev.postrider.contracts.SetSubscribedRequest;
import dev.postrider.contracts.StoreFlagsRequest;
import dev.postrider.contracts.StoreFlagsResponse;
import dev.postrider.contracts.UidSet;
import dev.postrider.mailbox.adapter.account.AccountProvisioning;
import io.vertx.core.Future;
import io.vertx.grpc.client.InvalidStatusException;
import io.vertx.grpc.common.GrpcStatus;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands, one at a time. */
final class MailboxCommandsIT {
    private static final int INBOX = 1;
    private static final int DELETED = 8;

    private MailboxSystem system;

    @BeforeEach
    void start(@TempDir Path directory) {
        system = MailboxSystem.start(directory);
        system.createAccount(1, 0);
    }

    @AfterEach
    void stop() {
        system.assertSound();
        system.close();
    }

    @Test
    void listsTheDefaultMailboxes() {
        ListMailboxesResponse list = list();

        assertEquals(
                List.of("Archive", "Drafts", "INBOX", "Junk", "Sent", "Trash"),
                list.getMailboxesList().stream().map(MailboxInfo::getName).toList());
        assertTrue(list.getMailboxesList().stream().allMatch(MailboxInfo::getSubscribed));
        assertEquals("junk", list.getMailboxes(3).getRole());
        refused(
                GrpcStatus.NOT_FOUND,
                system.mailboxes.listMailboxes(
                        ListMailboxesRequest.newBuilder().setAccountId(77).build()));
    }

    @Test
    void createsWithParentsAndDeletesLeavesOnly() {
        MailboxInfo made = create("a/b/ü/");
        assertEquals("a/b/ü", made.getName());
        assertTrue(info("a/b").getHasChildren());
        assertFalse(made.getHasChildren());
        refused(GrpcStatus.ALREADY_EXISTS, creating("a/b"));
        refused(GrpcStatus.INVALID_ARGUMENT, creating("a//b"));
        refused(GrpcStatus.INVALID_ARGUMENT, creating("x".repeat(1001)));
        refused(GrpcStatus.INVALID_ARGUMENT, creating("x/".repeat(32) + "y"));
        refused(GrpcStatus.ALREADY_EXISTS, creating("inbox"));
        refused(GrpcStatus.FAILED_PRECONDITION, deleting("a"));
        refused(GrpcStatus.FAILED_PRECONDITION, deleting("Inbox"));
        refused(GrpcStatus.NOT_FOUND, deleting("nowhere"));

        system.append(1, "a/b/ü", "x".getBytes(StandardCharsets.UTF_8), Flags.getDefaultInstance());
        await(deleting("a/b/ü"));
        MailboxInfo again = create("a/b/ü");
        assertTrue(Integer.toUnsignedLong(again.getUidValidity()) > Integer.toUnsignedLong(made.getUidValidity()));
        assertEquals(0, again.getMessages());
    }

    @Test
    void rolesBelongToOneMailbox() {
        refused(
                GrpcStatus.FAILED_PRECONDITION,
                system.mailboxes.createMailbox(CreateMailboxRequest.newBuilder()
                        .setAccountId(1)
                        .setName("Sent too")
                        .setRole("sent")
                        .build()));
        await(deleting("Sent"));
        assertEquals(
                "sent",
                await(system.mailboxes.createMailbox(CreateMailboxRequest.newBuilder()
                                .setAccountId(1)
                                .setName("Sent too")
                                .setRole("sent")
                                .build()))
                        .getRole());
    }

    @Test
    void renamesWholeTreesAndEmptiesInbox() {
        create("a/b/c");
        create("ab");
        await(renaming("a", "z/y"));
        assertEquals(info("z/y/b/c").getName(), "z/y/b/c");
        assertEquals("ab", info("ab").getName());
        refused(GrpcStatus.NOT_FOUND, renaming("a", "q"));
        refused(GrpcStatus.ALREADY_EXISTS, renaming("ab", "z"));
        refused(GrpcStatus.ALREADY_EXISTS, renaming("ab", "InBox"));
        refused(GrpcStatus.FAILED_PRECONDITION, renaming("z", "z/y/x"));
        refused(GrpcStatus.INVALID_ARGUMENT, renaming("z", "n".repeat(998)));

        create("INBOX/sub");
        system.deliver(1, "one");
        system.deliver(1, "two");
        int uidNext = info("INBOX").getUidNext();
        await(renaming("INBOX", "old/mail"));
        assertEquals(2, info("old/mail").getMessages());
        assertEquals(0, info("INBOX").getMessages());
        assertEquals(uidNext, info("INBOX").getUidNext());
        assertEquals("INBOX/sub", info("inbox/sub").getName());
    }

    @Test
    void subscriptionsAreNames() {
        subscribe("ghost", true);
        subscribe("Sent", false);
        subscribe("ghost", true);
        ListMailboxesResponse list = list();
        assertEquals(List.of("ghost"), list.getOrphanSubscriptionsList());
        assertFalse(info("Sent").getSubscribed());
        subscribe("ghost", false);
        assertEquals(0, list().getOrphanSubscriptionsCount());
    }

    @Test
    void storesFlagsWithOneModseqAndRefusesWhatChanged() {
        for (int i = 0; i < 3; i++) {
            system.deliver(1, "message " + i);
        }
        long before = info("INBOX").getHighestModseq();
        StoreFlagsResponse first = store(StoreFlagsRequest.Operation.ADD, flags(1, "Work", "$Label1"), uids(1, 2), -1);
        assertEquals(2, first.getUpdatedCount());
        long modseq = first.getUpdated(0).getModseq();
        assertEquals(before + 1, modseq);
        assertEquals(modseq, first.getUpdated(1).getModseq());
        assertEquals(List.of("$Label1", "Work"), first.getUpdated(0).getFlags().getKeywordsList());
        assertEquals(1, info("INBOX").getUnseen());

        StoreFlagsResponse second = store(StoreFlagsRequest.Operation.ADD, flags(8), uids(1, 3), before);
        assertEquals(List.of(1, 2), second.getModifiedList());
        assertEquals(3, second.getUpdated(0).getUid());
        assertEquals(1, info("INBOX").getDeleted());

        // Nothing changes: no new modseq.
        long now = info("INBOX").getHighestModseq();
        StoreFlagsResponse third = store(StoreFlagsRequest.Operation.ADD, flags(1, "WORK"), uids(1, 1), -1);
        assertEquals(modseq, third.getUpdated(0).getModseq());
        assertEquals(now, info("INBOX").getHighestModseq());

        StoreFlagsResponse fourth = store(StoreFlagsRequest.Operation.REMOVE, flags(1, "work"), uids(1, 3), -1);
        assertEquals(List.of("$Label1"), fourth.getUpdated(0).getFlags().getKeywordsList());
        StoreFlagsResponse fifth = store(StoreFlagsRequest.Operation.REPLACE, flags(2), uids(1, 1), -1);
        assertEquals(2, fifth.getUpdated(0).getFlags().getSystem());
        assertEquals(0, fifth.getUpdated(0).getFlags().getKeywordsCount());
        assertEquals(
                List.of("$Label1", "Work"),
                system.open(1, "INBOX", true).getFirst().getKeywordsList());
        refused(
                GrpcStatus.NOT_FOUND,
                system.mailboxes.storeFlags(StoreFlagsRequest.newBuilder()
                        .setAccountId(1)
                        .setMailboxId(99)
                        .setUids(uids(1, 1))
                        .build()));
    }

    @Test
    void copiesShareTheMessageUntilTheLastEntryGoes() {
        system.deliver(1, "a message");
        system.deliver(1, "another");
        store(StoreFlagsRequest.Operation.ADD, flags(8, "Blue"), uids(1, 1), -1);
        CopyMessagesResponse copied = copy(INBOX, "Archive", false, uids(1, 9));
        assertEquals(List.of(1, 2), copied.getSourceUidsList());
        assertEquals(List.of(1, 2), copied.getDestinationUidsList());
        int archive = (int) info("Archive").getId();
        FetchedMessage copy = system.fetch(1, archive, uids(1, 1), false).getFirst();
        assertEquals(DELETED, copy.getFlags().getSystem());
        assertEquals(List.of("Blue"), copy.getFlags().getKeywordsList());
        assertEquals(1, system.fetch(1, INBOX, uids(1, 1), false).getFirst().getEmailId());
        assertEquals(1, copy.getEmailId());

        assertEquals(List.of(1), expunge(INBOX).getExpungedList());
        assertEquals(2, rows("email"));
        assertTrue(system.read(1, 1, 0, -1).length > 0);
        assertEquals(List.of(1), expunge(archive).getExpungedList());
        assertEquals(1, rows("email"));
        assertEquals(1, rows("email_body"));
        refused(GrpcStatus.NOT_FOUND, copying(INBOX, "nowhere", false, uids(1, 9)));
    }

    @Test
    void movesInOneTransaction() {
        for (int i = 0; i < 5; i++) {
            system.deliver(1, "message " + i);
        }
        long before = info("INBOX").getHighestModseq();
        CopyMessagesResponse moved = copy(INBOX, "Trash", true, uids(2, 2, 4, 4));
        assertEquals(List.of(2, 4), moved.getSourceUidsList());
        assertEquals(before + 1, info("INBOX").getHighestModseq());
        assertEquals(before + 1, info("Trash").getHighestModseq());
        GetChangesResponse changes = changes(INBOX, before);
        assertEquals(List.of(2, 4), changes.getExpungedList());
        assertEquals(0, changes.getChangedCount());
        assertEquals(5, rows("email"));

        // Within a mailbox a message gets a new UID.
        assertEquals(List.of(6), copy(INBOX, "INBOX", true, uids(1, 1)).getDestinationUidsList());
        assertEquals(List.of(3, 5, 6), opened("INBOX"));
        assertEquals(List.of(7), copy(INBOX, "INBOX", false, uids(6, 6)).getDestinationUidsList());
        assertEquals(List.of(3, 5, 6, 7), opened("INBOX"));
    }

    @Test
    void expungesOnlyWhatIsDeletedAmongTheUids() {
        for (int i = 0; i < 4; i++) {
            system.deliver(1, "message " + i);
        }
        store(StoreFlagsRequest.Operation.ADD, flags(8), uids(1, 3), -1);
        assertEquals(
                List.of(2, 3),
                await(system.mailboxes.expunge(ExpungeRequest.newBuilder()
                                .setAccountId(1)
                                .setMailboxId(INBOX)
                                .setUids(uids(2, 4))
                                .build()))
                        .getExpungedList());
        assertEquals(List.of(1), expunge(INBOX).getExpungedList());
        assertEquals(List.of(4), opened("INBOX"));
        assertEquals(0, expunge(INBOX).getExpungedCount());
        system.deliver(1, "next");
        assertEquals(List.of(4, 5), opened("INBOX"));
    }

    @Test
    void prunedTombstonesRaiseTheFloor() {
        system.deliver(1, "message");
        long before = info("INBOX").getHighestModseq();
        store(StoreFlagsRequest.Operation.ADD, flags(8), uids(1, 1), -1);
        long expunged = expunge(INBOX).getHighestModseq();
        assertFalse(changes(INBOX, before).getGone());
        await(system.module.pruner().prune(System.currentTimeMillis() + 31L * 24 * 3600 * 1000));
        assertTrue(changes(INBOX, before).getGone());
        assertFalse(changes(INBOX, expunged).getGone());
        assertTrue(changes(99, 1).getGone());
        assertEquals(0, rows("expunged"));
    }

    @Test
    void appendsSmallAndLarge() {
        for (int size : new int[] {0, 1, 200_000, 256 * 1024, 256 * 1024 + 1, 3_000_000}) {
            byte[] octets = MailboxSystem.randomText(new Random(size), size).getBytes(StandardCharsets.UTF_8);
            byte[] sized = Arrays.copyOf(octets, size);
            AppendResponse appended = await(system.append(1, "Drafts", sized, flags(16, "Mine")));
            FetchedMessage message = system.fetch(
                            1, appended.getMailboxId(), uids(appended.getUid(), appended.getUid()), false)
                    .getFirst();
            assertEquals(size, message.getSizeOctets());
            assertEquals(1_000_000_000_000L, message.getInternalDateMs());
            assertEquals(120, message.getInternalDateOffsetMinutes());
            assertEquals(16, message.getFlags().getSystem());
            assertEquals(List.of("Mine"), message.getFlags().getKeywordsList());
            assertArrayEquals(sized, system.read(1, message.getEmailId(), 0, -1));
        }
    }

    @Test
    void appendKeepsTheQuota() {
        await(AccountProvisioning.setQuota(system.pool, 1, 1000));
        refused(GrpcStatus.RESOURCE_EXHAUSTED, system.append(1, "INBOX", new byte[1001], Flags.getDefaultInstance()));
        await(system.append(1, "INBOX", new byte[600], Flags.getDefaultInstance()));
        refused(GrpcStatus.RESOURCE_EXHAUSTED, copying(INBOX, "Sent", false, uids(1, 1)));
        copy(INBOX, "Sent", true, uids(1, 1));
        refused(GrpcStatus.NOT_FOUND, system.append(1, "none", new byte[1], Flags.getDefaultInstance()));
    }

    @Test
    void opensInChunks() {
        assertEquals(0, system.open(1, "INBOX", false).getFirst().getUidsCount());
        refused(
                GrpcStatus.NOT_FOUND,
                Future.future(done ->
                        done.tryFail(assertThrows(RuntimeException.class, () -> system.open(1, "none", false)))));
    }

    @Test
    void nothingOfADeletedAccountStays() {
        system.deliver(1, "message");
        store(StoreFlagsRequest.Operation.ADD, flags(8, "Key"), uids(1, 1), -1);
        await(system.pool.withTransaction(tx -> AccountProvisioning.delete(tx, 1)));
        for (String table :
                List.of("account", "mailbox", "email", "email_body", "email_mailbox", "delivered", "keyword")) {
            assertEquals(0, rows(table), table);
        }
    }

    private static void refused(GrpcStatus status, Future<?> call) {
        Throwable fault = assertThrows(Throwable.class, () -> await(call));
        while (!(fault instanceof InvalidStatusException) && fault.getCause() != null) {
            fault = fault.getCause();
        }
        assertEquals(status, ((InvalidStatusException) fault).actualStatus());
    }

    private ListMailboxesResponse list() {
        return await(system.mailboxes.listMailboxes(
                ListMailboxesRequest.newBuilder().setAccountId(1).build()));
    }

    private Future<MailboxInfo> creating(String name) {
        return system.mailboxes.createMailbox(
                CreateMailboxRequest.newBuilder().setAccountId(1).setName(name).build());
    }

    private MailboxInfo create(String name) {
        return await(creating(name));
    }

    private Future<?> deleting(String name) {
        return system.mailboxes.deleteMailbox(
                DeleteMailboxRequest.newBuilder().setAccountId(1).setName(name).build());
    }

    private Future<?> renaming(String from, String to) {
        return system.mailboxes.renameMailbox(RenameMailboxRequest.newBuilder()
                .setAccountId(1)
                .setFrom(from)
                .setTo(to)
                .build());
    }

    private void subscribe(String name, boolean subscribed) {
        await(system.mailboxes.setSubscribed(SetSubscribedRequest.newBuilder()
                .setAccountId(1)
                .setName(name)
                .setSubscribed(subscribed)
                .build()));
    }

    private MailboxInfo info(String name) {
        return await(system.mailboxes.getMailbox(
                GetMailboxRequest.newBuilder().setAccountId(1).setName(name).build()));
    }

    private List<Integer> opened(String name) {
        return system.open(1, name, true).stream()
                .map(OpenMailboxChunk::getUidsList)
                .flatMap(List::stream)
                .toList();
    }

    private static Flags flags(int system, String... keywords) {
        return Flags.newBuilder()
                .setSystem(system)
                .addAllKeywords(List.of(keywords))
                .build();
    }

    private StoreFlagsResponse store(
            StoreFlagsRequest.Operation operation, Flags flags, UidSet uids, long unchangedSince) {
        StoreFlagsRequest.Builder request = StoreFlagsRequest.newBuilder()
                .setAccountId(1)
                .setMailboxId(INBOX)
                .setOperation(operation)
                .setFlags(flags)
                .setUids(uids);
        if (unchangedSince >= 0) {
            request.setUnchangedSince(unchangedSince);
        }
        return await(system.mailboxes.storeFlags(request.build()));
    }

    private Future<CopyMessagesResponse> copying(int from, String to, boolean move, UidSet uids) {
        return system.mailboxes.copyMessages(CopyMessagesRequest.newBuilder()
                .setAccountId(1)
                .setFromMailboxId(from)
                .setToName(to)
                .setMove(move)
                .setUids(uids)
                .build());
    }

    private CopyMessagesResponse copy(int from, String to, boolean move, UidSet uids) {
        return await(copying(from, to, move, uids));
    }

    private ExpungeResponse expunge(int mailboxId) {
        return await(system.mailboxes.expunge(ExpungeRequest.newBuilder()
                .setAccountId(1)
                .setMailboxId(mailboxId)
                .build()));
    }

    private GetChangesResponse changes(int mailboxId, long since) {
        return await(system.mailboxes.getChanges(GetChangesRequest.newBuilder()
                .setAccountId(1)
                .setMailboxId(mailboxId)
                .setSinceModseq(since)
                .build()));
    }

    private long rows(String table) {
        return await(system.pool.query("SELECT count(*) FROM mailbox." + table).execute())
                .iterator()
                .next()
                .getLong(0);
    }
}
