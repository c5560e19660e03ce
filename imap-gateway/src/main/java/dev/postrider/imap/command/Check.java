package dev.postrider.imap.command;

import dev.postrider.imap.grammar.Tag;
import dev.postrider.imap.session.ImapState;
import dev.postrider.imap.session.Replies;
import dev.postrider.imap.session.SessionRules;
import dev.postrider.imap.session.Step;
import dev.postrider.imap.session.Verb;

/** CHECK, RFC 3501 s6.4.1: {@code "CHECK"}. There is nothing to be put in order, so it is NOOP. */
record Check() implements Command {
    @Override
    public Verb verb() {
        return Verb.CHECK;
    }

    @Override
    public Step start(ImapState state, Tag tag, SessionRules rules) {
        return Replies.ok(Noop.lookingForNews(state), tag, verb());
    }
}
