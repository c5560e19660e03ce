package dev.postrider.imap.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.postrider.imap.fake.FakeStore;
import dev.postrider.imap.fake.SampleMessages;
import dev.postrider.imap.grammar.CommandReader;
import dev.postrider.imap.grammar.CommandText;
import dev.postrider.imap.grammar.FetchParser;
import dev.postrider.imap.grammar.MailboxName;
import dev.postrider.imap.grammar.UidRange;
import dev.postrider.imap.grammar.UidSet;
import dev.postrider.imap.port.BackendException;
import dev.postrider.imap.port.FaultKind;
import dev.postrider.imap.port.MessageFlags;
import dev.postrider.imap.port.OpenedMailbox;
import dev.postrider.imap.session.FetchPlan;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class FetchPipeTest {
    private static final int ROOM = 100_000;

    private final FakeStore store = new FakeStore();
    private final SlowOutput output = new SlowOutput();
    private final RecordedOutcome outcome = new RecordedOutcome();

    /** Takes so much, and then nothing until it is drained. */
    private static final class SlowOutput implements FetchPipe.Output {
        private final ByteArrayOutputStream all = new ByteArrayOutputStream();
        private final List<Runnable> waiting = new ArrayList<>();
        private int queued;

        @Override
        public void send(byte[] octets) {
            assertFalse(isFull(), "octets for a socket that is full");
            all.writeBytes(octets);
            queued += octets.length;
        }

        @Override
        public boolean isFull() {
            return queued >= ROOM;
        }

        @Override
        public void whenDrained(Runnable action) {
            waiting.add(action);
        }

        @Override
        public void later(Runnable action) {
            action.run();
        }

        boolean drain() {
            queued = 0;
            List<Runnable> actions = List.copyOf(waiting);
            waiting.clear();
            actions.forEach(Runnable::run);
            return !actions.isEmpty();
        }
    }

    private static final class RecordedOutcome implements FetchPipe.Outcome {
        private final List<String> events = new ArrayList<>();
        private List<MessageFlags> seen = List.of();

        @Override
        public void fetched(int count, List<MessageFlags> marked) {
            events.add("fetched " + count);
            seen = List.copyOf(marked);
        }

        @Override
        public void failed(BackendException cause) {
            events.add("failed " + cause.kind());
        }

        @Override
        public void cutOff(BackendException cause) {
            events.add("cut off " + cause.kind());
        }
    }

    private FetchPipe fetch(String items) {
        OpenedMailbox opened = store.open(7, new MailboxName("INBOX"), true).result();
        FetchPlan plan = new FetchPlan(
                opened.info().id(),
                new UidSet(List.of(new UidRange(1, opened.uids().largest()))),
                FetchParser.items(new CommandReader(CommandText.of(items))),
                opened.uids(),
                Long.MAX_VALUE,
                true);
        FetchPipe pipe = new FetchPipe(plan, 7, store, output, outcome);
        pipe.start();
        return pipe;
    }

    @Test
    void nothingIsSentWhileTheSocketIsFull() {
        for (int i = 0; i < 200; i++) {
            store.deliver("INBOX", "Subject: " + i + "\r\n\r\n" + "x".repeat(10_000));
        }
        fetch("BODY[]");
        assertEquals(List.of(), outcome.events);
        assertTrue(output.all.size() < 2 * ROOM, "sent " + output.all.size());
        int drains = 0;
        while (output.drain()) {
            drains++;
        }
        assertTrue(drains > 10, "drained " + drains + " times");
        assertEquals(List.of("fetched 200"), outcome.events);
        assertEquals(200, outcome.seen.size());
        String all = output.all.toString(StandardCharsets.ISO_8859_1);
        assertTrue(all.startsWith("* 1 FETCH (BODY[] {"));
        assertTrue(all.contains("* 200 FETCH (BODY[] {"));
    }

    @Test
    void largeMessagesAreReadAsTheyAreSent() {
        store.deliver("INBOX", "Subject: a\r\n\r\n" + "y".repeat(3_000_000));
        store.deliver("INBOX", SampleMessages.named("small"));
        fetch("(BODY.PEEK[TEXT] UID)");
        assertTrue(output.all.size() < 3 * ROOM, "sent " + output.all.size());
        while (output.drain()) {
            assertTrue(outcome.events.size() <= 1);
        }
        assertEquals(List.of("fetched 2"), outcome.events);
        String all = output.all.toString(StandardCharsets.ISO_8859_1);
        assertTrue(all.startsWith("* 1 FETCH (BODY[TEXT] {3000000}\r\nyyy"));
        assertTrue(all.contains("yyy UID 1)\r\n* 2 FETCH (BODY[TEXT] {20}\r\nThe body of small.\r\n UID 2)\r\n"));
        assertEquals(List.of(), outcome.seen);
    }

    @Test
    void aStoreThatFailsIsReported() {
        store.deliver("INBOX", SampleMessages.named("one"));
        store.fail(Optional.empty());
        OpenedMailbox opened = store.open(7, new MailboxName("INBOX"), true).result();
        store.fail(Optional.of(FaultKind.UNAVAILABLE));
        FetchPlan plan = new FetchPlan(
                opened.info().id(),
                new UidSet(List.of(new UidRange(1, 1))),
                FetchParser.items(new CommandReader(CommandText.of("FLAGS"))),
                opened.uids(),
                1,
                true);
        new FetchPipe(plan, 7, store, output, outcome).start();
        assertEquals(List.of("failed UNAVAILABLE"), outcome.events);
    }

    @Test
    void aStoreThatGoesSilentIsGivenUp() {
        for (int i = 0; i < 50; i++) {
            store.deliver("INBOX", "Subject: " + i + "\r\n\r\n" + "x".repeat(10_000));
        }
        FetchPipe pipe = fetch("BODY.PEEK[]");
        // The client does not read: that is not the store's fault.
        assertFalse(pipe.hasStalled());
        assertFalse(pipe.hasStalled());
        pipe.giveUp();
        while (output.drain()) {
            assertFalse(output.isFull());
        }
        assertEquals(List.of("failed UNAVAILABLE"), outcome.events);
    }

    @Test
    void afterACancelNothingIsSent() {
        for (int i = 0; i < 50; i++) {
            store.deliver("INBOX", "Subject: " + i + "\r\n\r\n" + "x".repeat(10_000));
        }
        FetchPipe pipe = fetch("BODY.PEEK[]");
        pipe.cancel();
        int sent = output.all.size();
        output.drain();
        assertEquals(sent, output.all.size());
        assertEquals(List.of(), outcome.events);
    }
}
