package dev.postrider.imap.command;

import dev.postrider.imap.grammar.Tag;
import dev.postrider.imap.session.ImapState;
import dev.postrider.imap.session.Replies;
import dev.postrider.imap.session.Selection;
import dev.postrider.imap.session.SessionRules;
import dev.postrider.imap.session.Step;
import dev.postrider.imap.session.Verb;

/** UNSELECT, RFC 3691: {@code "UNSELECT"}. CLOSE that expunges nothing. */
record Unselect() implements Command {
    @Override
    public Verb verb() {
        return Verb.UNSELECT;
    }

    @Override
    public Step start(ImapState state, Tag tag, SessionRules rules) {
        return Replies.ok(state.with(new Selection.None()), tag, verb());
    }
}
