package dev.postrider.imap.session;

import dev.postrider.imap.command.Append;
import dev.postrider.imap.command.Command;
import dev.postrider.imap.grammar.Tag;
import dev.postrider.sasl.SaslExchange;

/** What a session waits for. TLS, login and selection are apart: see {@link ImapState}. */
public sealed interface Phase {
    /** What the client's next octets are. */
    enum Wants {
        COMMAND,
        /** A line that is no command. */
        LINE,
        /** The octets of a message, then the end of its command. */
        MESSAGE,
        /** Leave them where they are. */
        NOTHING
    }

    /** A command. */
    record AwaitingCommand() implements Phase {}

    /** What it was told to throw away to have passed. */
    record Skipping() implements Phase {}

    /** The answer to the challenge of AUTHENTICATE. */
    record AwaitingSaslResponse(Tag tag, SaslExchange exchange) implements Phase {}

    /** The directory, on a login. */
    record AwaitingLogin(Tag tag, Verb verb) implements Phase {}

    /** Time to pass before a login is refused. */
    record AwaitingPenalty(ImapAction.Complete refusal) implements Phase {}

    /** The handshake. */
    record AwaitingTls() implements Phase {}

    /** The store, on a command. */
    record Running(Tag tag, Command command) implements Phase {}

    /** The octets of a message. */
    record ReceivingMessage(Tag tag, Append append) implements Phase {}

    /** News of the mailbox, before a command is answered. */
    record Synchronizing(ImapAction.Complete answer) implements Phase {}

    /**
     * DONE.
     *
     * @param synchronizing whether news is being asked for
     */
    record Idling(Tag tag, boolean synchronizing) implements Phase {}

    /** Nothing any more. */
    record Closed() implements Phase {}

    /** What the client's next octets are in this phase. */
    default Wants wants() {
        return switch (this) {
            case AwaitingCommand _ -> Wants.COMMAND;
            case Skipping _ -> Wants.COMMAND;
            case AwaitingSaslResponse _ -> Wants.LINE;
            case Idling idling -> idling.synchronizing() ? Wants.NOTHING : Wants.LINE;
            case ReceivingMessage _ -> Wants.MESSAGE;
            case AwaitingLogin _ -> Wants.NOTHING;
            case AwaitingPenalty _ -> Wants.NOTHING;
            case AwaitingTls _ -> Wants.NOTHING;
            case Running _ -> Wants.NOTHING;
            case Synchronizing _ -> Wants.NOTHING;
            case Closed _ -> Wants.NOTHING;
        };
    }
}
