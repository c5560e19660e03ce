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

/** CREATE, RFC 3501 s6.3.3. The store makes the missing names above it, too. */
record Create(MailboxName name) implements Command {
    /** {@code create = "CREATE" SP mailbox}. */
    static Command parse(CommandReader in) {
        in.space();
        return new Create(in.mailbox());
    }

    @Override
    public Verb verb() {
        return Verb.CREATE;
    }

    @Override
    public Step start(ImapState state, Tag tag, SessionRules rules) {
        return ask(state, tag, new BackendRequest.CreateMailbox(name));
    }

    @Override
    public Step answered(ImapState state, Tag tag, BackendAnswer answer) {
        return Replies.ok(state, tag, verb());
    }
}
