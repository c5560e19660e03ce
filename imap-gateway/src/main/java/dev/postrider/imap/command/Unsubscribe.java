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

/** UNSUBSCRIBE, RFC 3501 s6.3.7. The name need not be a mailbox's. */
record Unsubscribe(MailboxName name) implements Command {
    /** {@code unsubscribe = "UNSUBSCRIBE" SP mailbox}. */
    static Command parse(CommandReader in) {
        in.space();
        return new Unsubscribe(in.mailbox());
    }

    @Override
    public Verb verb() {
        return Verb.UNSUBSCRIBE;
    }

    @Override
    public Step start(ImapState state, Tag tag, SessionRules rules) {
        return ask(state, tag, new BackendRequest.SetSubscribed(name, false));
    }

    @Override
    public Step answered(ImapState state, Tag tag, BackendAnswer answer) {
        return Replies.ok(state, tag, verb());
    }
}
