package dev.postrider.imap.command;

import dev.postrider.imap.grammar.Tag;
import dev.postrider.imap.session.CloseCause;
import dev.postrider.imap.session.ImapAction;
import dev.postrider.imap.session.ImapState;
import dev.postrider.imap.session.Phase;
import dev.postrider.imap.session.SessionRules;
import dev.postrider.imap.session.Status;
import dev.postrider.imap.session.Step;
import dev.postrider.imap.session.Verb;

/** LOGOUT, RFC 3501 s6.1.3: {@code "LOGOUT"}. */
record Logout() implements Command {
    @Override
    public Verb verb() {
        return Verb.LOGOUT;
    }

    @Override
    public Step start(ImapState state, Tag tag, SessionRules rules) {
        return Step.of(
                state.in(new Phase.Closed()),
                new ImapAction.Send("* BYE Logging out\r\n"),
                ImapAction.Complete.of(tag, verb(), Status.OK, "LOGOUT completed"),
                new ImapAction.Close(CloseCause.LOGOUT));
    }
}
