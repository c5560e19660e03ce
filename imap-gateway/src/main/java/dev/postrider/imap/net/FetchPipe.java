package dev.postrider.imap.net;

import dev.postrider.imap.message.ImapStringWriter;
import dev.postrider.imap.message.ResolvedSection;
import dev.postrider.imap.port.BackendException;
import dev.postrider.imap.port.FaultKind;
import dev.postrider.imap.port.Mailboxes;
import dev.postrider.imap.port.MessageFlags;
import dev.postrider.imap.port.StoredMessage;
import dev.postrider.imap.session.FetchPlan;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;

/**
 * Sends the messages of one FETCH, in the order in which they come. Asks the store for a few messages ahead, and for no more while the socket is full; what
 * is written is sent in batches. Large parts of messages are read from the store as they are sent. All calls on the connection's event loop.
 */
final class FetchPipe implements Flow.Subscriber<StoredMessage> {
    /** Messages under way. */
    private static final int AHEAD = 32;

    /** Messages under way where each may have 256 KiB with it. */
    private static final int AHEAD_WITH_CONTENT = 4;

    private static final int BATCH_OCTETS = 64 * 1024;
    /** A header that is filtered is held whole. */
    private static final long MAX_HEADER = 8 << 20;

    /** What becomes of it. */
    interface Outcome {
        /** Everything was sent. */
        void fetched(int count, List<MessageFlags> seen);

        /** Some of the messages were sent, all of those in full. */
        void failed(BackendException cause);

        /** A literal was announced that will not come. */
        void cutOff(BackendException cause);
    }

    private final FetchPlan plan;
    private final long accountId;
    private final Mailboxes mailboxes;
    private final Output wire;
    private final Outcome outcome;
    private final ImapStringWriter out = new ImapStringWriter();
    private final ArrayDeque<StoredMessage> waiting = new ArrayDeque<>();
    private final List<MessageFlags> seen = new ArrayList<>();

    private Flow.@Nullable Subscription messages;
    private Flow.@Nullable Subscription octets;
    private Optional<MessageWriter> writing = Optional.empty();
    private Optional<StoredMessage> current = Optional.empty();
    private Optional<Throwable> fault = Optional.empty();
    private boolean pumping;
    private boolean flushing;
    private boolean reading;
    private boolean blocked;
    private boolean complete;
    private boolean ended;
    private int count;
    private boolean progress = true;

    /** Where octets go. */
    interface Output {
        void send(byte[] octets);

        boolean isFull();

        void whenDrained(Runnable action);

        void later(Runnable action);
    }

    FetchPipe(FetchPlan plan, long accountId, Mailboxes mailboxes, Output wire, Outcome outcome) {
        this.plan = plan;
        this.accountId = accountId;
        this.mailboxes = mailboxes;
        this.wire = wire;
        this.outcome = outcome;
    }

    void start() {
        mailboxes.fetch(accountId, plan.request(), this);
    }

    /** The client is gone. */
    void cancel() {
        ended = true;
        cancelStreams();
    }

    /** Was there nothing from the store since the last call, although it was waited for? */
    boolean hasStalled() {
        boolean stalled = !progress && !blocked && !ended;
        progress = blocked;
        return stalled;
    }

    /** The store is not waited for any longer. */
    void giveUp() {
        BackendException cause = new BackendException(FaultKind.UNAVAILABLE, "no message came in time");
        if (reading) {
            cutOff(cause);
        } else {
            onError(cause);
        }
    }

    @Override
    public void onSubscribe(Flow.Subscription subscription) {
        messages = subscription;
        if (ended) {
            subscription.cancel();
        } else {
            subscription.request(plan.request().content() ? AHEAD_WITH_CONTENT : AHEAD);
        }
    }

    @Override
    public void onNext(StoredMessage message) {
        progress = true;
        waiting.add(message);
        pump();
    }

    @Override
    public void onComplete() {
        complete = true;
        pump();
    }

    @Override
    public void onError(Throwable cause) {
        fault = Optional.of(cause);
        complete = true;
        pump();
    }

    private void pump() {
        if (pumping) {
            return;
        }
        pumping = true;
        while (!ended && !reading && !blocked) {
            if (writing.isPresent()) {
                advance(writing.get());
            } else if (!waiting.isEmpty()) {
                begin(waiting.poll());
            } else {
                break;
            }
        }
        pumping = false;
        if (!ended && !reading && !blocked && complete) {
            finish();
        } else if (!ended && out.size() > 0 && !flushing) {
            // If nothing more comes at once, the client need not wait for a full batch.
            flushing = true;
            wire.later(this::flushLater);
        }
    }

    private void flushLater() {
        flushing = false;
        // In the middle of a message something is awaited, and the rest of it comes with that.
        if (!ended && !blocked && writing.isEmpty()) {
            flush();
        }
    }

    private void begin(StoredMessage message) {
        int number = plan.numbering().numberOf(message.uid());
        if (number == 0) {
            requestMore();
            return;
        }
        MessageWriter writer = new MessageWriter(plan, message, out);
        writer.begin(number);
        writing = Optional.of(writer);
        current = Optional.of(message);
    }

    private void requestMore() {
        Flow.Subscription stream = messages;
        if (stream != null && !complete) {
            stream.request(1);
        }
    }

    private void advance(MessageWriter writer) {
        switch (writer.write()) {
            case MessageWriter.Stop.Finished _ -> {
                count++;
                current.filter(one -> writer.isMarked())
                        .ifPresent(one -> seen.add(new MessageFlags(one.uid(), one.modseq(), writer.flags())));
                writing = Optional.empty();
                current = Optional.empty();
                requestMore();
                if (out.size() >= BATCH_OCTETS) {
                    flush();
                }
            }
            case MessageWriter.Stop.NeedsOctets(ResolvedSection.Range range) -> {
                flush();
                read(range.offset(), range.length(), new PipedOctets(range.length()));
            }
            case MessageWriter.Stop.NeedsHeader(ResolvedSection.FilteredHeader header) -> {
                if (header.length() > MAX_HEADER) {
                    cutOff(new BackendException(FaultKind.BROKEN, "header too large to be filtered"));
                } else {
                    read(header.offset(), header.length(), new CollectedHeader(writer, header));
                }
            }
        }
    }

    private void read(long offset, long length, Flow.Subscriber<ByteBuffer> subscriber) {
        reading = true;
        current.ifPresent(message -> mailboxes.read(accountId, message.emailId(), offset, length, subscriber));
    }

    private void flush() {
        if (out.size() > 0) {
            wire.send(out.toByteArray());
            out.reset();
        }
        waitWhileFull(this::pump);
    }

    private void waitWhileFull(Runnable then) {
        if (wire.isFull() && !blocked) {
            blocked = true;
            wire.whenDrained(() -> {
                blocked = false;
                progress = true;
                then.run();
            });
        }
    }

    private void finish() {
        ended = true;
        if (out.size() > 0) {
            wire.send(out.toByteArray());
            out.reset();
        }
        if (fault.isPresent()) {
            outcome.failed(asBackendException(fault.get()));
        } else {
            outcome.fetched(count, seen);
        }
    }

    private void cutOff(Throwable cause) {
        if (!ended) {
            ended = true;
            cancelStreams();
            outcome.cutOff(asBackendException(cause));
        }
    }

    private void cancelStreams() {
        Flow.Subscription stream = messages;
        if (stream != null) {
            stream.cancel();
        }
        Flow.Subscription part = octets;
        if (part != null) {
            part.cancel();
        }
    }

    private static BackendException asBackendException(Throwable cause) {
        return cause instanceof BackendException known ? known : new BackendException(FaultKind.BROKEN, cause);
    }

    /** A part of a message on its way from the store to the socket. */
    private final class PipedOctets implements Flow.Subscriber<ByteBuffer> {
        private final long length;
        private long sent;

        PipedOctets(long length) {
            this.length = length;
        }

        @Override
        public void onSubscribe(Flow.Subscription subscription) {
            octets = subscription;
            subscription.request(1);
        }

        @Override
        public void onNext(ByteBuffer chunk) {
            if (ended) {
                return;
            }
            progress = true;
            sent += chunk.remaining();
            if (sent > length) {
                cutOff(new BackendException(FaultKind.BROKEN, "more octets than announced"));
                return;
            }
            byte[] copy = new byte[chunk.remaining()];
            chunk.get(chunk.position(), copy);
            wire.send(copy);
            if (wire.isFull()) {
                waitWhileFull(this::more);
            } else {
                more();
            }
        }

        private void more() {
            Flow.Subscription part = octets;
            if (part != null && !ended) {
                part.request(1);
            } else {
                // The end came while the socket was full.
                pump();
            }
        }

        @Override
        public void onError(Throwable cause) {
            cutOff(cause);
        }

        @Override
        public void onComplete() {
            if (ended) {
                return;
            }
            if (sent != length) {
                cutOff(new BackendException(FaultKind.BROKEN, "fewer octets than announced"));
                return;
            }
            reading = false;
            octets = null;
            pump();
        }
    }

    /** A header of a part, to be filtered. */
    private final class CollectedHeader implements Flow.Subscriber<ByteBuffer> {
        private final MessageWriter writer;
        private final ResolvedSection.FilteredHeader wanted;
        private final ByteArrayOutputStream header = new ByteArrayOutputStream();

        CollectedHeader(MessageWriter writer, ResolvedSection.FilteredHeader wanted) {
            this.writer = writer;
            this.wanted = wanted;
        }

        @Override
        public void onSubscribe(Flow.Subscription subscription) {
            octets = subscription;
            subscription.request(Long.MAX_VALUE);
        }

        @Override
        public void onNext(ByteBuffer chunk) {
            progress = true;
            byte[] copy = new byte[chunk.remaining()];
            chunk.get(chunk.position(), copy);
            header.writeBytes(copy);
        }

        @Override
        public void onError(Throwable cause) {
            cutOff(cause);
        }

        @Override
        public void onComplete() {
            if (ended) {
                return;
            }
            writer.header(wanted, ByteBuffer.wrap(header.toByteArray()));
            reading = false;
            octets = null;
            pump();
        }
    }
}
