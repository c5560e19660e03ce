package dev.postrider.imap.command;

import dev.postrider.imap.grammar.CommandReader;
import dev.postrider.imap.grammar.MailboxName;
import dev.postrider.imap.grammar.SequenceSet;
import dev.postrider.imap.grammar.Tag;
import dev.postrider.imap.port.CopiedMessages;
import dev.postrider.imap.session.BackendAnswer;
import dev.postrider.imap.session.ImapAction;
import dev.postrider.imap.session.ImapState;
import dev.postrider.imap.session.Replies;
import dev.postrider.imap.session.Selection;
import dev.postrider.imap.session.SessionRules;
import dev.postrider.imap.session.Step;
import dev.postrider.imap.session.Updates;
import dev.postrider.imap.session.Verb;

/** MOVE and UID MOVE, RFC 6851. COPYUID comes before the messages are gone (s4.3). */
record Move(SequenceSet set, MailboxName to, boolean uid) implements Command {
    /** {@code move = "MOVE" SP sequence-set SP mailbox}. */
    static Command parse(CommandReader in, boolean uid) {
        in.space();
        SequenceSet set = in.sequenceSet();
        in.space();
        return new Move(set, in.mailbox(), uid);
    }

    @Override
    public Verb verb() {
        return uid ? Verb.UID_MOVE : Verb.MOVE;
    }

    @Override
    public String missingCode() {
        return "TRYCREATE";
    }

    @Override
    public Step start(ImapState state, Tag tag, SessionRules rules) {
        return Command.selected(state).readOnly()
                ? Replies.no(state, tag, verb(), "[READ-ONLY] The mailbox is read-only")
                : Copy.transfer(this, state, tag, set, uid, to, true);
    }

    @Override
    public Step answered(ImapState state, Tag tag, BackendAnswer answer) {
        if (!(answer instanceof BackendAnswer.Copied(CopiedMessages moved))) {
            return Command.super.answered(state, tag, answer);
        }
        StringBuilder lines = new StringBuilder();
        String code = Copy.copyUid(moved);
        if (!code.isEmpty()) {
            lines.append("* OK ").append(code).append("Moved\r\n");
        }
        Selection.Open now = Updates.expunge(Command.selected(state), moved.source(), lines);
        return Replies.ok(Append.newsIn(state.with(now), to), tag, verb()).after(new ImapAction.Send(lines.toString()));
    }
}
