package dev.postrider.imap.command;

import dev.postrider.imap.grammar.CommandReader;
import dev.postrider.imap.grammar.MailboxName;
import dev.postrider.imap.grammar.Tag;
import dev.postrider.imap.session.BackendAnswer;
import dev.postrider.imap.session.BackendRequest;
import dev.postrider.imap.session.ImapState;
import dev.postrider.imap.session.Replies;
import dev.postrider.imap.session.Selection;
import dev.postrider.imap.session.SessionRules;
import dev.postrider.imap.session.Step;
import dev.postrider.imap.session.Verb;

/** DELETE, RFC 3501 s6.3.4. */
record Delete(MailboxName name) implements Command {
    /** {@code delete = "DELETE" SP mailbox}. */
    static Command parse(CommandReader in) {
        in.space();
        return new Delete(in.mailbox());
    }

    @Override
    public Verb verb() {
        return Verb.DELETE;
    }

    @Override
    public Step start(ImapState state, Tag tag, SessionRules rules) {
        return ask(state, tag, new BackendRequest.DeleteMailbox(name));
    }

    @Override
    public Step answered(ImapState state, Tag tag, BackendAnswer answer) {
        boolean selected =
                state.selection() instanceof Selection.Open open && open.name().equals(name);
        return selected
                ? Replies.ok(state.with(new Selection.None()), tag, verb()).after(Select.CLOSED)
                : Replies.ok(state, tag, verb());
    }
}
