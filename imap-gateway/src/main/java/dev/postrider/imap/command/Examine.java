package dev.postrider.imap.command;

import dev.postrider.imap.grammar.CommandReader;
import dev.postrider.imap.grammar.MailboxName;
import dev.postrider.imap.grammar.Tag;
import dev.postrider.imap.port.OpenedMailbox;
import dev.postrider.imap.session.BackendAnswer;
import dev.postrider.imap.session.ImapState;
import dev.postrider.imap.session.SessionRules;
import dev.postrider.imap.session.Step;
import dev.postrider.imap.session.Verb;

/** EXAMINE, RFC 3501 s6.3.2: SELECT, but read-only. */
record Examine(MailboxName name) implements Command {
    /** {@code examine = "EXAMINE" SP mailbox}. */
    static Command parse(CommandReader in) {
        in.space();
        return new Examine(in.mailbox());
    }

    @Override
    public Verb verb() {
        return Verb.EXAMINE;
    }

    @Override
    public Step start(ImapState state, Tag tag, SessionRules rules) {
        return Select.open(this, state, tag, name, true);
    }

    @Override
    public Step answered(ImapState state, Tag tag, BackendAnswer answer) {
        return answer instanceof BackendAnswer.Opened(OpenedMailbox mailbox)
                ? Select.opened(state, tag, verb(), mailbox, true)
                : Command.super.answered(state, tag, answer);
    }
}
