package dev.postrider.imap.command;

import dev.postrider.imap.grammar.Tag;
import dev.postrider.imap.session.Capabilities;
import dev.postrider.imap.session.ImapAction;
import dev.postrider.imap.session.ImapState;
import dev.postrider.imap.session.Replies;
import dev.postrider.imap.session.SessionRules;
import dev.postrider.imap.session.Step;
import dev.postrider.imap.session.Verb;

/** CAPABILITY, RFC 3501 s6.1.1: {@code "CAPABILITY"}. */
record Capability() implements Command {
    @Override
    public Verb verb() {
        return Verb.CAPABILITY;
    }

    @Override
    public Step start(ImapState state, Tag tag, SessionRules rules) {
        return Replies.ok(state, tag, verb())
                .after(new ImapAction.Send("* CAPABILITY " + Capabilities.of(state, rules) + "\r\n"));
    }
}
