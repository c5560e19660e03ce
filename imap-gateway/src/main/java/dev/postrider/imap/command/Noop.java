package dev.postrider.imap.command;

import dev.postrider.imap.grammar.Tag;
import dev.postrider.imap.session.ImapState;
import dev.postrider.imap.session.Replies;
import dev.postrider.imap.session.Selection;
import dev.postrider.imap.session.SessionRules;
import dev.postrider.imap.session.Step;
import dev.postrider.imap.session.Verb;

/** NOOP, RFC 3501 s6.1.2: {@code "NOOP"}. Asks for news whether or not a hint came: hints may be lost. */
record Noop() implements Command {
    @Override
    public Verb verb() {
        return Verb.NOOP;
    }

    @Override
    public Step start(ImapState state, Tag tag, SessionRules rules) {
        return Replies.ok(lookingForNews(state), tag, verb());
    }

    /** With the mailbox, if one is selected, taken to have changed. */
    static ImapState lookingForNews(ImapState state) {
        return state.selection() instanceof Selection.Open open ? state.with(open.whenStale(true)) : state;
    }
}
