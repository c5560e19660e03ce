package dev.postrider.imap.session;

import dev.postrider.imap.grammar.CommandText;
import dev.postrider.imap.port.LoginCheck;

/** What happened. */
public sealed interface ImapEvent {
    record Connected() implements ImapEvent {}

    /** @param octetsFollow whether more of the client is here already */
    record CommandReceived(CommandText text, boolean octetsFollow) implements ImapEvent {}

    /** See {@link dev.postrider.imap.grammar.Frame.Literal}. */
    record LiteralAnnounced(CommandText soFar, long octets, boolean synchronizing, boolean tooLarge)
            implements ImapEvent {}

    /** What was to be thrown away has passed. */
    record CommandSkipped() implements ImapEvent {}

    /** A line too long to be kept; {@code start} is how it began. */
    record OverlongLineReceived(String start) implements ImapEvent {}

    /** A line that is no command. */
    record LineReceived(String line) implements ImapEvent {
        @Override
        public String toString() {
            return "LineReceived[" + line.length() + " characters]";
        }
    }

    record BackendAnswered(BackendAnswer answer) implements ImapEvent {}

    record LoginChecked(LoginCheck result) implements ImapEvent {}

    record PenaltyServed() implements ImapEvent {}

    record TlsEstablished() implements ImapEvent {}

    record TlsFailed() implements ImapEvent {}

    /** A mailbox of the account has changed. */
    record ChangeHinted(long mailboxId, long modseq) implements ImapEvent {}

    /** Hints may have been missed. */
    record HintsMissed() implements ImapEvent {}

    /** For long nothing was said to a client in IDLE. */
    record KeepAliveDue() implements ImapEvent {}

    record TimedOut() implements ImapEvent {}

    record DrainRequested() implements ImapEvent {}

    record Disconnected() implements ImapEvent {}

    /** A message broke off after its length was announced. */
    record MessageCutOff() implements ImapEvent {}

    /** There is a bug; the log tells more under the reference. */
    record Faulted(String reference) implements ImapEvent {}
}
