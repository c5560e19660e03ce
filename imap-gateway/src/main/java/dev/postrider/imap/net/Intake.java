package dev.postrider.imap.net;

import dev.postrider.imap.grammar.CommandFramer;
import dev.postrider.imap.grammar.Frame;
import dev.postrider.imap.port.AppendSink;
import dev.postrider.imap.session.ImapEvent;
import dev.postrider.imap.session.Phase;
import dev.postrider.servicekit.net.listener.InputHolds;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Makes events of what the client has sent, as the session's phase wants them. */
final class Intake {
    private final ConnectionContext context;
    private final CommandFramer framer;
    private final SessionClock times;
    private final InputHolds<HoldCause> holds;

    Intake(ConnectionContext context, CommandFramer framer, SessionClock times, InputHolds<HoldCause> holds) {
        this.context = context;
        this.framer = framer;
        this.times = times;
        this.holds = holds;
    }

    /**
     * The next event, if what is there is enough for one.
     *
     * @param append where a message's octets go
     */
    @Nullable
    ImapEvent next(Phase.Wants wants, Optional<AppendSink> append) {
        return switch (wants) {
            case NOTHING -> null;
            case COMMAND -> nextCommand();
            case LINE -> framer.nextLine().map(this::event).orElse(null);
            case MESSAGE -> nextOfMessage(append);
        };
    }

    private @Nullable ImapEvent nextCommand() {
        Optional<Frame> frame = framer.next();
        if (frame.isEmpty()) {
            return null;
        }
        times.commandBegan(context.nowMs());
        return event(frame.get());
    }

    private ImapEvent event(Frame frame) {
        return switch (frame) {
            case Frame.Command(var text) -> new ImapEvent.CommandReceived(text, framer.hasRemaining());
            case Frame.Literal(var soFar, long octets, boolean synchronizing) ->
                new ImapEvent.LiteralAnnounced(soFar, octets, synchronizing, framer.exceedsLimit(octets));
            case Frame.Line(String text) -> new ImapEvent.LineReceived(text);
            case Frame.TooLong(String start) -> new ImapEvent.OverlongLineReceived(start);
            case Frame.Skipped _ -> new ImapEvent.CommandSkipped();
        };
    }

    private @Nullable ImapEvent nextOfMessage(Optional<AppendSink> append) {
        if (append.isPresent()) {
            AppendSink sink = append.get();
            long left = framer.takeLiteral(sink::write);
            if (sink.isFull()) {
                holds.hold(HoldCause.MESSAGE_UNSTORED);
                sink.whenDrained(() -> holds.release(HoldCause.MESSAGE_UNSTORED));
            }
            if (left > 0) {
                return null;
            }
        }
        return nextCommand();
    }
}
