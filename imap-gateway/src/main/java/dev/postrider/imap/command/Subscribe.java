package dev.postrider.imap.command;

import dev.postrider.imap.grammar.CommandReader;
import dev.postrider.imap.grammar.MailboxName;
import dev.postrider.imap.grammar.Tag;
import dev.postrider.imap.session.BackendAnswer;
import dev.postrider.imap.session.BackendRequest;
import dev.postrider.imap.session.ImapState;
import dev.postrider.imap.session.Replies;
import dev.postrider.imap.session.SessionRules;
import dev.postrider.imap.session.Step;
import dev.postrider.imap.session.Verb;

/** SUBSCRIBE, RFC 3501 s6.3.6. The name need not be a mailbox's. */
record Subscribe(MailboxName name) implements Command {
    /** {@code subscribe = "SUBSCRIBE" SP mailbox}. */
    static Command parse(CommandReader in) {
        in.space();
        return new Subscribe(in.mailbox());
    }

    @Override
    public Verb verb() {
        return Verb.SUBSCRIBE;
    }

    @Override
    public Step start(ImapState state, Tag tag, SessionRules rules) {
        return ask(state, tag, new BackendRequest.SetSubscribed(name, true));
    }

    @Override
    public Step answered(ImapState state, Tag tag, BackendAnswer answer) {
        return Replies.ok(state, tag, verb());
    }
}
