package dev.postrider.mailbox;

import static dev.postrider.mailbox.MailboxSystem.await;
import static dev.postrider.mailbox.MailboxSystem.inline;
import static dev.postrider.mailbox.MailboxSystem.item;
import static dev.postrider.mailbox.MailboxSystem.newQueueId;
import static dev.postrider.mailbox.MailboxSystem.uids;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.postrider.contracts.CopyMessagesRequest;
import dev.postrider.contracts.DeliverRequest;
import dev.postrider.contracts.ExpungeRequest;
import dev.postrider.contracts.Flags;
import dev.postrider.contracts.GetChangesRequest;
import dev.postrider.contracts.GetChangesResponse;
import dev.postrider.contracts.MailboxInfo;
import dev.postrider.contracts.MessageFlags;
import dev.postrider.contracts.OpenMailboxChunk;
import dev.postrider.contracts.StoreFlagsRequest;
import dev.postrider.contracts.StoreFlagsResponse;
import dev.postrider.contracts.TargetResult;
import io.vertx.core.Future;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** I5, I6, I7 and I8 while others write. */
final class ConcurrentMailboxesIT {
    private static final int INBOX = 1;
    private static final int ACCOUNTS = 4;

    private MailboxSystem system;

    @BeforeEach
    void start(@TempDir Path directory) {
        system = MailboxSystem.start(directory);
        for (int account = 1; account <= ACCOUNTS; account++) {
            system.createAccount(account, 0);
        }
    }

    @AfterEach
    void stop() {
        system.assertSound();
        system.close();
    }

    /** A mailbox as a client that only hears of changes knows it. */
    private static final class Replica {
        final Map<Integer, Integer> flagsByUid = new TreeMap<>();
        final Set<Integer> expunged = new HashSet<>();
        long modseq;
        long uidNext = 1;

        void apply(GetChangesResponse changes) {
            assertFalse(changes.getGone());
            assertTrue(changes.getHighestModseq() >= modseq, "I6: the highest modseq fell");
            for (MessageFlags message : changes.getChangedList()) {
                if (!flagsByUid.containsKey(message.getUid())) {
                    assertTrue(message.getUid() >= uidNext, "I5: a UID below a UIDNEXT that was told");
                    assertFalse(expunged.contains(message.getUid()), "I5: a UID came again");
                }
                assertTrue(message.getModseq() > modseq && message.getModseq() <= changes.getHighestModseq());
                flagsByUid.put(message.getUid(), message.getFlags().getSystem());
            }
            for (int uid : changes.getExpungedList()) {
                flagsByUid.remove(uid);
                expunged.add(uid);
            }
            flagsByUid.keySet().forEach(uid -> assertTrue(uid < changes.getUidNext(), "I5: UIDNEXT is not above all"));
            modseq = changes.getHighestModseq();
            uidNext = changes.getUidNext();
        }
    }

    private GetChangesResponse changes(long account, int mailbox, long since) {
        return await(system.mailboxes.getChanges(GetChangesRequest.newBuilder()
                .setAccountId(account)
                .setMailboxId(mailbox)
                .setSinceModseq(since)
                .build()));
    }

    private void assertSameAsOpened(long account, Replica replica) {
        List<Integer> opened = system.open(account, "INBOX", true).stream()
                .map(OpenMailboxChunk::getUidsList)
                .flatMap(List::stream)
                .toList();
        assertEquals(opened, List.copyOf(replica.flagsByUid.keySet()));
        Map<Integer, Integer> flags = new TreeMap<>();
        system.fetch(account, INBOX, uids(1, Integer.MAX_VALUE), false)
                .forEach(message ->
                        flags.put(message.getUid(), message.getFlags().getSystem()));
        assertEquals(flags, replica.flagsByUid);
    }

    @Test
    void changesRebuildTheStateWhileAllKindsOfWritersWork() throws Exception {
        AtomicBoolean writing = new AtomicBoolean(true);
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<java.util.concurrent.Future<?>> writers = new ArrayList<>();
            for (int w = 0; w < 3; w++) {
                int seed = w;
                writers.add(threads.submit(() -> deliverMany(new Random(seed), 40)));
            }
            writers.add(threads.submit(() -> changeMany(new Random(11), 60)));
            writers.add(threads.submit(() -> changeMany(new Random(12), 60)));
            List<java.util.concurrent.Future<Replica>> readers = new ArrayList<>();
            for (int account = 1; account <= ACCOUNTS; account++) {
                long id = account;
                readers.add(threads.submit((Callable<Replica>) () -> follow(id, writing)));
            }
            for (java.util.concurrent.Future<?> writer : writers) {
                writer.get();
            }
            writing.set(false);
            for (int account = 1; account <= ACCOUNTS; account++) {
                Replica replica = readers.get(account - 1).get();
                replica.apply(changes(account, INBOX, replica.modseq));
                assertSameAsOpened(account, replica);
                Replica fromNothing = new Replica();
                fromNothing.apply(changes(account, INBOX, 0));
                assertEquals(replica.flagsByUid, fromNothing.flagsByUid);
            }
        }
    }

    private Replica follow(long account, AtomicBoolean writing) {
        Replica replica = new Replica();
        while (writing.get()) {
            MailboxInfo info = system.open(account, "INBOX", true).getFirst().getInfo();
            replica.apply(changes(account, INBOX, replica.modseq));
            // SELECT has told this UIDNEXT, and the changes are younger: whatever comes from now on comes at or above
            // it.
            assertTrue(replica.uidNext >= Integer.toUnsignedLong(info.getUidNext()), "I5: UIDNEXT fell");
            assertTrue(replica.modseq >= info.getHighestModseq(), "I6: the highest modseq fell");
        }
        return replica;
    }

    private void deliverMany(Random random, int calls) {
        for (int i = 0; i < calls; i++) {
            DeliverRequest.Builder request = DeliverRequest.newBuilder();
            for (int m = 0; m <= random.nextInt(5); m++) {
                long first = 1L + random.nextInt(ACCOUNTS);
                long second = 1L + random.nextInt(ACCOUNTS);
                request.addItems(item(newQueueId(), inline("Subject: " + i + "\r\n\r\nText"), "", first, second));
            }
            await(system.delivery.deliver(request.build()))
                    .getResultsList()
                    .forEach(result -> result.getTargetsList()
                            .forEach(target -> assertTrue(target.getStatus() == TargetResult.Status.STORED
                                    || target.getStatus() == TargetResult.Status.ALREADY_STORED)));
        }
    }

    private void changeMany(Random random, int commands) {
        for (int i = 0; i < commands; i++) {
            long account = 1L + random.nextInt(ACCOUNTS);
            int first = 1 + random.nextInt(40);
            switch (random.nextInt(6)) {
                case 0 ->
                    await(system.mailboxes.expunge(ExpungeRequest.newBuilder()
                            .setAccountId(account)
                            .setMailboxId(INBOX)
                            .build()));
                case 1 ->
                    await(system.mailboxes.copyMessages(CopyMessagesRequest.newBuilder()
                            .setAccountId(account)
                            .setFromMailboxId(INBOX)
                            .setToName(random.nextBoolean() ? "INBOX" : "Archive")
                            .setMove(random.nextBoolean())
                            .setUids(uids(first, first + 1))
                            .build()));
                default ->
                    await(system.mailboxes.storeFlags(StoreFlagsRequest.newBuilder()
                            .setAccountId(account)
                            .setMailboxId(INBOX)
                            .setOperationValue(random.nextInt(3))
                            .setFlags(Flags.newBuilder().setSystem(random.nextInt(32)))
                            .setUids(uids(first, first + random.nextInt(10)))
                            .build()));
            }
        }
    }

    /** Concurrent additions and removals of single flags equal the set model, because they commute unless they are the same flag. */
    @Test
    void concurrentFlagsEqualTheSetModel() {
        int messages = 5;
        for (int i = 0; i < messages; i++) {
            system.deliver(1, "message " + i);
        }
        Random random = new Random(2026);
        Map<Integer, Set<String>> model = new HashMap<>();
        for (int uid = 1; uid <= messages; uid++) {
            model.put(uid, new HashSet<>());
        }
        for (int round = 0; round < 40; round++) {
            List<Future<StoreFlagsResponse>> commands = new ArrayList<>();
            List<String> flags = new ArrayList<>(List.of("1", "2", "4", "8", "16", "red", "green", "blue"));
            for (int c = 0; c < 6; c++) {
                String flag = flags.remove(random.nextInt(flags.size()));
                boolean add = random.nextBoolean();
                int first = 1 + random.nextInt(messages);
                int last = first + random.nextInt(messages - first + 1);
                for (int uid = first; uid <= last; uid++) {
                    Set<String> held = model.get(uid);
                    if (held != null && add) {
                        held.add(flag);
                    } else if (held != null) {
                        held.remove(flag);
                    }
                }
                Flags.Builder change = Flags.newBuilder();
                if (Character.isDigit(flag.charAt(0))) {
                    change.setSystem(Integer.parseInt(flag));
                } else {
                    change.addKeywords(flag);
                }
                commands.add(system.mailboxes.storeFlags(StoreFlagsRequest.newBuilder()
                        .setAccountId(1)
                        .setMailboxId(INBOX)
                        .setOperation(add ? StoreFlagsRequest.Operation.ADD : StoreFlagsRequest.Operation.REMOVE)
                        .setFlags(change)
                        .setUids(uids(first, last))
                        .build()));
            }
            await(Future.all(commands));
            system.fetch(1, INBOX, uids(1, messages), false).forEach(message -> {
                Set<String> held = new HashSet<>(message.getFlags().getKeywordsList());
                for (int bit = 1; bit <= 16; bit <<= 1) {
                    if ((message.getFlags().getSystem() & bit) != 0) {
                        held.add(String.valueOf(bit));
                    }
                }
                assertEquals(model.get(message.getUid()), held);
            });
        }
    }

    /** The same queue ids from several workers at once, as after a rebalance. */
    @Test
    void concurrentRepeatsStoreOnce() {
        List<String> queueIds = new ArrayList<>();
        for (int i = 0; i < 30; i++) {
            queueIds.add(newQueueId());
        }
        List<Future<?>> calls = new ArrayList<>();
        for (int caller = 0; caller < 6; caller++) {
            DeliverRequest.Builder request = DeliverRequest.newBuilder();
            queueIds.forEach(id -> request.addItems(item(id, inline("x"), "", 1, 2, 3)));
            calls.add(system.delivery.deliver(request.build()));
        }
        await(Future.all(calls));
        for (int account = 1; account <= 3; account++) {
            assertEquals(
                    30, system.open(account, "INBOX", true).getFirst().getInfo().getMessages());
        }
    }
}
