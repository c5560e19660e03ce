package dev.postrider.imap.command;

import dev.postrider.imap.grammar.Tag;
import dev.postrider.imap.session.ImapAction;
import dev.postrider.imap.session.ImapState;
import dev.postrider.imap.session.Replies;
import dev.postrider.imap.session.SessionRules;
import dev.postrider.imap.session.Step;
import dev.postrider.imap.session.Verb;

/** NAMESPACE, RFC 2342: {@code "NAMESPACE"}. There is one, the user's own. */
record Namespace() implements Command {
    @Override
    public Verb verb() {
        return Verb.NAMESPACE;
    }

    @Override
    public Step start(ImapState state, Tag tag, SessionRules rules) {
        return Replies.ok(state, tag, verb()).after(new ImapAction.Send("* NAMESPACE ((\"\" \"/\")) NIL NIL\r\n"));
    }
}
