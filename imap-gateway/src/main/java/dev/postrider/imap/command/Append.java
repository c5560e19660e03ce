package dev.postrider.imap.command;

import dev.postrider.imap.grammar.CommandReader;
import dev.postrider.imap.grammar.Flags;
import dev.postrider.imap.grammar.InternalDate;
import dev.postrider.imap.grammar.MailboxName;
import dev.postrider.imap.grammar.SyntaxFault;
import dev.postrider.imap.grammar.Tag;
import dev.postrider.imap.port.AppendSpec;
import dev.postrider.imap.port.AppendedMessage;
import dev.postrider.imap.session.BackendAnswer;
import dev.postrider.imap.session.ImapAction;
import dev.postrider.imap.session.ImapState;
import dev.postrider.imap.session.Phase;
import dev.postrider.imap.session.Replies;
import dev.postrider.imap.session.Selection;
import dev.postrider.imap.session.SessionRules;
import dev.postrider.imap.session.Step;
import dev.postrider.imap.session.Verb;
import java.util.Optional;

/** APPEND, RFC 3501 s6.3.11, with APPENDUID of RFC 4315. Begins when the literal is announced; the message never comes here. */
public record Append(MailboxName mailbox, Flags flags, Optional<InternalDate> date) implements Command {
    /**
     * {@code append = "APPEND" SP mailbox [SP flag-list] [SP date-time] SP literal}, where the octets of the literal are not here. Empty if the
     * literal whose octets are not here is the name of the mailbox.
     */
    static Optional<Append> parse(CommandReader in) {
        in.space();
        if (in.isAtAbsentLiteral()) {
            return Optional.empty();
        }
        MailboxName mailbox = in.mailbox();
        in.space();
        Flags flags = Flags.NONE;
        if (in.peek() == '(') {
            flags = in.flagList();
            in.space();
        }
        Optional<InternalDate> date = Optional.empty();
        if (in.peek() == '"') {
            date = Optional.of(in.dateTime());
            in.space();
        }
        if (!in.isAtAbsentLiteral()) {
            throw new SyntaxFault(SyntaxFault.Kind.SYNTAX, "The message must be a literal");
        }
        return Optional.of(new Append(mailbox, flags, date));
    }

    @Override
    public Verb verb() {
        return Verb.APPEND;
    }

    @Override
    public String missingCode() {
        return "TRYCREATE";
    }

    /** Never so: without its literal it is not understood. */
    @Override
    public Step start(ImapState state, Tag tag, SessionRules rules) {
        return Replies.bad(state, tag, verb(), "The message must be a literal");
    }

    /** The literal was announced. */
    public Step receive(ImapState state, Tag tag, long octets, boolean synchronizing) {
        Step step = Step.of(
                state.in(new Phase.ReceivingMessage(tag, this)),
                new ImapAction.OpenAppend(new AppendSpec(mailbox, flags, date, octets)));
        return synchronizing ? step.after(new ImapAction.Send("+ Ready for the message\r\n")) : step;
    }

    /** The literal has passed, and the command has ended. */
    public Step received(ImapState state, Tag tag, boolean clean) {
        return clean
                ? Step.of(state.in(new Phase.Running(tag, this)), new ImapAction.FinishAppend())
                : Replies.bad(state, tag, verb(), "Unexpected characters after the message")
                        .after(new ImapAction.AbortAppend());
    }

    @Override
    public Step answered(ImapState state, Tag tag, BackendAnswer answer) {
        if (!(answer instanceof BackendAnswer.Appended(AppendedMessage message))) {
            return Command.super.answered(state, tag, answer);
        }
        return Replies.ok(
                newsIn(state, mailbox),
                tag,
                verb(),
                "[APPENDUID " + message.uidValidity() + " " + message.uid() + "] APPEND completed");
    }

    /** RFC 3501 s6.3.11: a client that appends to its selected mailbox is told at once. */
    static ImapState newsIn(ImapState state, MailboxName mailbox) {
        return state.selection() instanceof Selection.Open open && open.name().equals(mailbox)
                ? state.with(open.whenStale(true))
                : state;
    }
}
