package dev.postrider.smtp.ingress.net;

import dev.postrider.smtp.BdatCommand;
import dev.postrider.smtp.CommandFramer;
import dev.postrider.smtp.Frame;
import dev.postrider.smtp.Verb;
import dev.postrider.smtp.ingress.port.Directory;
import dev.postrider.smtp.ingress.session.Phase;
import dev.postrider.smtp.ingress.session.SmtpEvent;
import dev.postrider.smtp.ingress.session.SmtpState;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What the client has sent and the session has not taken yet. Its octets become events only as the session's phase wants them. */
final class Intake {
    private final ConnectionContext context;
    private final Deadlines deadlines;
    private final CommandFramer framer;
    private final ChunkIntake chunk = new ChunkIntake();
    /** A line that was taken from the framer and is not due yet. */
    private Optional<SmtpEvent> afterwards = Optional.empty();

    Intake(ConnectionContext context, Deadlines deadlines) {
        this.context = context;
        this.deadlines = deadlines;
        this.framer = new CommandFramer(context.rules().limits().longestLineOctets());
    }

    void offer(byte[] octets) {
        framer.offer(octets, 0, octets.length);
    }

    boolean hasRemaining() {
        return framer.hasRemaining();
    }

    void clear() {
        framer.clear();
    }

    /** What comes next is a chunk. */
    void begin(BdatCommand next) {
        chunk.begin(next);
    }

    /**
     * The next event, if what is there is enough for one.
     *
     * @param body where a message's octets go; a chunk without one is only skipped
     */
    @Nullable
    SmtpEvent next(SmtpState state, Optional<BodyReceiver> body) {
        return switch (state.phase().wants()) {
            case NOTHING -> null;
            case LINES -> nextLine(state);
            case BODY -> body.map(this::nextOfBody).orElse(null);
            case CHUNK -> nextOfChunk(state, body);
        };
    }

    private @Nullable SmtpEvent nextLine(SmtpState state) {
        if (afterwards.isPresent()) {
            SmtpEvent due = afterwards.get();
            afterwards = Optional.empty();
            return due;
        }
        if (state.phase() instanceof Phase.Idle && framer.nextIs(Verb.RCPT)) {
            return recipients();
        }
        Optional<Frame> frame = framer.next();
        if (frame.isEmpty()) {
            return null;
        }
        deadlines.lineTaken(context.nowMs());
        if (state.phase() instanceof Phase.Idle
                && frame.get() instanceof Frame.CommandLine line
                && line.verb() == Verb.MAIL
                && !context.overload().mayBeginMessage(state.peer().address())) {
            return new SmtpEvent.MessageRateExceeded();
        }
        return new SmtpEvent.LineReceived(frame.get(), framer.hasRemaining());
    }

    /** All RCPT lines that are here already: the directory is asked once for them. */
    private @Nullable SmtpEvent recipients() {
        List<Frame.CommandLine> lines = new ArrayList<>();
        while (lines.size() < Directory.MAX_ADDRESSES && framer.nextIs(Verb.RCPT)) {
            Optional<Frame> frame = framer.next();
            deadlines.lineTaken(context.nowMs());
            if (frame.isPresent() && frame.get() instanceof Frame.CommandLine line) {
                lines.add(line);
            } else if (frame.isPresent()) {
                SmtpEvent malformed = new SmtpEvent.LineReceived(frame.get(), framer.hasRemaining());
                if (lines.isEmpty()) {
                    return malformed;
                }
                afterwards = Optional.of(malformed);
                break;
            }
        }
        return lines.isEmpty() ? null : new SmtpEvent.RecipientsReceived(lines);
    }

    private @Nullable SmtpEvent nextOfBody(BodyReceiver receiver) {
        if (!framer.hasRemaining()) {
            return null;
        }
        BodyEnd end = new BodyEnd();
        framer.takeRemaining((octets, from, to) -> {
            int behind = receiver.receive(octets, from, to);
            end.found = behind >= 0;
            if (end.found && behind < to) {
                framer.offer(octets, behind, to);
            }
        });
        if (end.found) {
            long nowMs = context.nowMs();
            deadlines.bodyEnded(nowMs);
            return new SmtpEvent.BodyReceived(receiver.queueId(), nowMs, receiver.facts());
        }
        return receiver.octets() > context.rules().limits().endurableOctets() ? new SmtpEvent.BodyOverran() : null;
    }

    private @Nullable SmtpEvent nextOfChunk(SmtpState state, Optional<BodyReceiver> body) {
        if (!chunk.take(framer, (octets, from, to) -> body.ifPresent(receiver -> receiver.receive(octets, from, to)))) {
            return null;
        }
        long nowMs = context.nowMs();
        deadlines.bodyEnded(nowMs);
        if (body.isEmpty()) {
            return new SmtpEvent.ChunkSkipped();
        }
        BodyReceiver receiver = body.get();
        if (state.phase() instanceof Phase.ReceivingChunk(boolean last) && last) {
            receiver.endOfChunks();
        }
        return new SmtpEvent.ChunkReceived(receiver.queueId(), nowMs, receiver.facts());
    }

    /** What one piece of a body brought. */
    private static final class BodyEnd {
        private boolean found;
    }
}
