package dev.postrider.imap.command;

import dev.postrider.imap.grammar.Tag;
import dev.postrider.imap.session.BackendAnswer;
import dev.postrider.imap.session.BackendRequest;
import dev.postrider.imap.session.ImapState;
import dev.postrider.imap.session.Replies;
import dev.postrider.imap.session.Selection;
import dev.postrider.imap.session.SessionRules;
import dev.postrider.imap.session.Step;
import dev.postrider.imap.session.Verb;
import java.util.Optional;

/** CLOSE, RFC 3501 s6.4.2: {@code "CLOSE"}. Expunges, without a word, unless the mailbox is read-only. */
record Close() implements Command {
    @Override
    public Verb verb() {
        return Verb.CLOSE;
    }

    @Override
    public Step start(ImapState state, Tag tag, SessionRules rules) {
        Selection.Open open = Command.selected(state);
        return open.readOnly()
                ? answered(state, tag, new BackendAnswer.Done())
                : ask(state, tag, new BackendRequest.Expunge(open.id(), Optional.empty()));
    }

    @Override
    public Step answered(ImapState state, Tag tag, BackendAnswer answer) {
        return Replies.ok(state.with(new Selection.None()), tag, verb());
    }
}
