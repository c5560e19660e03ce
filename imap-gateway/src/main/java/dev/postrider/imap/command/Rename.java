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

/** RENAME, RFC 3501 s6.3.5. Of INBOX the messages move, and it stays: that may be the selected mailbox, so there may be news. */
record Rename(MailboxName from, MailboxName to) implements Command {
    /** {@code rename = "RENAME" SP mailbox SP mailbox}. */
    static Command parse(CommandReader in) {
        in.space();
        MailboxName from = in.mailbox();
        in.space();
        return new Rename(from, in.mailbox());
    }

    @Override
    public Verb verb() {
        return Verb.RENAME;
    }

    @Override
    public Step start(ImapState state, Tag tag, SessionRules rules) {
        return ask(state, tag, new BackendRequest.RenameMailbox(from, to));
    }

    @Override
    public Step answered(ImapState state, Tag tag, BackendAnswer answer) {
        return Replies.ok(from.isInbox() ? Noop.lookingForNews(state) : state, tag, verb());
    }
}
