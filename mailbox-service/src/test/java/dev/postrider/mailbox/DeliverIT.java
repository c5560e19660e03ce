package dev.postrider.mailbox;

import static dev.postrider.mailbox.MailboxSystem.await;
import static dev.postrider.mailbox.MailboxSystem.inline;
import static dev.postrider.mailbox.MailboxSystem.item;
import static dev.postrider.mailbox.MailboxSystem.newQueueId;
import static dev.postrider.mailbox.MailboxSystem.uids;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.postrider.contracts.Content;
import dev.postrider.contracts.DeliverResponse;
import dev.postrider.contracts.DeliveryItem;
import dev.postrider.contracts.FetchedMessage;
import dev.postrider.contracts.GetMailboxRequest;
import dev.postrider.contracts.MailboxInfo;
import dev.postrider.contracts.OpenMailboxChunk;
import dev.postrider.contracts.TargetResult;
import dev.postrider.contracts.TargetResult.Status;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** I2, I4 and I12 of one delivery at a time. */
final class DeliverIT {
    private static final String MESSAGE =
            "From: Ann <ann@example.org>\r\nTo: bob@example.net\r\nSubject: =?UTF-8?Q?Gr=C3=BC=C3=9Fe?=\r\n"
                    + "Date: Mon, 2 Jun 2025 23:30:00 -0500\r\nMessage-ID: <1@example.org>\r\n\r\nHello.\r\n";

    private static final String PREFIX = "Return-Path: <sender@example.org>\r\nReceived: from test\r\n";

    private MailboxSystem system;

    @BeforeEach
    void start(@TempDir Path directory) {
        system = MailboxSystem.start(directory);
        system.createAccount(1, 0);
        system.createAccount(2, 0);
    }

    @AfterEach
    void stop() {
        system.assertSound();
        system.close();
    }

    @Test
    void storesTheOctetsBehindOurTraceLines() {
        DeliverResponse response = system.deliver(item(newQueueId(), inline(MESSAGE), "", 1, 2));

        for (TargetResult result : response.getResults(0).getTargetsList()) {
            assertEquals(Status.STORED, result.getStatus());
            assertEquals(1, result.getUid());
        }
        byte[] expected = (PREFIX + MESSAGE).getBytes(StandardCharsets.UTF_8);
        FetchedMessage message = system.fetch(1, 1, uids(1, 1), true).getFirst();
        assertArrayEquals(expected, message.getContent().toByteArray());
        assertEquals(expected.length, message.getSizeOctets());
        assertEquals(1_750_000_000_000L, message.getInternalDateMs());
        assertEquals(
                PREFIX.length() + MESSAGE.indexOf("Hello"), message.getHeader().size());
        assertEquals(expected.length, message.getStructure().getRoot().getEndOffset());
        assertArrayEquals(expected, system.read(1, message.getEmailId(), 0, -1));
        assertArrayEquals("turn".getBytes(StandardCharsets.UTF_8), system.read(1, message.getEmailId(), 2, 4));
        assertEquals(0, system.read(1, message.getEmailId(), 1_000_000, 4).length);
    }

    @Test
    void storesOncePerQueueIdAndAccount() {
        String queueId = newQueueId();
        system.deliver(item(queueId, inline(MESSAGE), "", 1));
        DeliverResponse again =
                system.deliver(item(queueId, inline(MESSAGE), "", 1, 2, 2), item(newQueueId(), inline(MESSAGE), "", 1));

        List<TargetResult> first = again.getResults(0).getTargetsList();
        assertEquals(Status.ALREADY_STORED, first.get(0).getStatus());
        assertEquals(1, first.get(0).getUid());
        assertEquals(Status.STORED, first.get(1).getStatus());
        assertEquals(Status.ALREADY_STORED, first.get(2).getStatus());
        assertEquals(2, again.getResults(1).getTargets(0).getUid());
        assertEquals(2, info(1, "INBOX").getMessages());
        assertEquals(1, info(2, "INBOX").getMessages());
    }

    @Test
    void oneAccountsTroubleIsNotAnothers() {
        system.createAccount(3, 300);
        String large = MESSAGE + "x".repeat(300);
        DeliverResponse response = system.deliver(
                item(newQueueId(), inline(large), "", 3, 1),
                item(newQueueId(), inline(MESSAGE), "", 99, 3),
                item(newQueueId(), inline(MESSAGE), "", 3));

        assertEquals(Status.OVER_QUOTA, response.getResults(0).getTargets(0).getStatus());
        assertEquals(Status.STORED, response.getResults(0).getTargets(1).getStatus());
        assertEquals(
                Status.NO_SUCH_ACCOUNT, response.getResults(1).getTargets(0).getStatus());
        assertEquals(Status.STORED, response.getResults(1).getTargets(1).getStatus());
        assertEquals(Status.OVER_QUOTA, response.getResults(2).getTargets(0).getStatus());
    }

    @Test
    void detailNamesAMailbox() {
        DeliverResponse response = system.deliver(
                item(newQueueId(), inline(MESSAGE), "archive", 1), item(newQueueId(), inline(MESSAGE), "nowhere", 1));

        assertEquals(
                info(1, "Archive").getId(), response.getResults(0).getTargets(0).getMailboxId());
        assertEquals(
                info(1, "INBOX").getId(), response.getResults(1).getTargets(0).getMailboxId());
    }

    @Test
    void quarantinedMailIsFiledUnderJunkWhateverItsDetail() {
        DeliverResponse response = system.deliver(
                quarantined(item(newQueueId(), inline(MESSAGE), "", 1)),
                quarantined(item(newQueueId(), inline(MESSAGE), "archive", 1)),
                item(newQueueId(), inline(MESSAGE), "", 1));

        long junk = info(1, "Junk").getId();
        assertEquals(junk, response.getResults(0).getTargets(0).getMailboxId());
        assertEquals(junk, response.getResults(1).getTargets(0).getMailboxId());
        assertEquals(
                info(1, "INBOX").getId(), response.getResults(2).getTargets(0).getMailboxId());
        assertEquals(2, info(1, "Junk").getMessages());
    }

    private static DeliveryItem quarantined(DeliveryItem item) {
        return item.toBuilder().setQuarantine(true).build();
    }

    @Test
    void severalAccountsShareOneBlob() {
        byte[] body = (MESSAGE + MailboxSystem.randomText(new Random(7), 700_000)).getBytes(StandardCharsets.UTF_8);
        Content content = system.blob("mail/one", body);
        DeliverResponse response = system.deliver(item(newQueueId(), content, "", 1, 2));

        assertEquals(Status.STORED, response.getResults(0).getTargets(1).getStatus());
        FetchedMessage message = system.fetch(2, 1, uids(1, 1), true).getFirst();
        assertTrue(message.getContent().isEmpty());
        assertEquals(
                PREFIX.length() + MESSAGE.indexOf("Hello"), message.getHeader().size());
        byte[] expected = (PREFIX + new String(body, StandardCharsets.UTF_8)).getBytes(StandardCharsets.UTF_8);
        assertEquals(expected.length, message.getSizeOctets());
        assertArrayEquals(expected, system.read(2, message.getEmailId(), 0, -1));
        for (int offset : new int[] {0, 131_000, 131_100, 131_500, 500_000}) {
            byte[] part = system.read(2, message.getEmailId(), offset, 1000);
            for (int i = 0; i < part.length; i++) {
                assertEquals(expected[offset + i], part[i]);
            }
            assertEquals(1000, part.length);
        }
    }

    @Test
    void aMissingBlobMayPass() {
        Content content =
                Content.newBuilder().setBlobKey("mail/none").setSizeOctets(5).build();
        DeliverResponse response =
                system.deliver(item(newQueueId(), content, "", 1), item(newQueueId(), inline(MESSAGE), "", 1));

        assertEquals(Status.FAILED, response.getResults(0).getTargets(0).getStatus());
        assertEquals(Status.STORED, response.getResults(1).getTargets(0).getStatus());
    }

    @Test
    void tellsEverybodyOfTheChange() {
        system.deliver(item(newQueueId(), inline(MESSAGE), "", 1, 2));

        assertEquals(2, system.changes.size());
        assertTrue(system.changes.stream().allMatch(change -> change.getMailboxIds(0) == 1 && change.getModseq() == 2));
        OpenMailboxChunk opened = system.open(1, "inbox", false).getFirst();
        assertEquals(List.of(1), opened.getUidsList());
        assertEquals(1, opened.getFirstUnseenUid());
        assertEquals(1, opened.getInfo().getRecentFromUid());
        assertEquals(2, system.open(1, "INBOX", false).getFirst().getInfo().getRecentFromUid());
        assertFalse(opened.getInfo().getHasChildren());
    }

    @Test
    void storesTortureByteForByte() {
        for (String body :
                List.of("", "\r\n", "no header", "A: b", "\0\0\n\n", "x\n".repeat(5000), "Subject: a\r\n\r\n\0")) {
            int uid = system.deliver(1, body);
            FetchedMessage message = system.fetch(1, 1, uids(uid, uid), true).getFirst();
            assertEquals(PREFIX + body, message.getContent().toStringUtf8());
        }
    }

    private MailboxInfo info(long accountId, String name) {
        return await(system.mailboxes.getMailbox(GetMailboxRequest.newBuilder()
                .setAccountId(accountId)
                .setName(name)
                .build()));
    }
}
