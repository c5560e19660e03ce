package dev.postrider.imap.command;

import dev.postrider.imap.grammar.Tag;
import dev.postrider.imap.session.ImapAction;
import dev.postrider.imap.session.ImapState;
import dev.postrider.imap.session.Phase;
import dev.postrider.imap.session.Replies;
import dev.postrider.imap.session.SessionRules;
import dev.postrider.imap.session.Status;
import dev.postrider.imap.session.Step;
import dev.postrider.imap.session.Verb;

/** STARTTLS, RFC 3501 s6.2.1: {@code "STARTTLS"}. That nothing came with it in plaintext the session has made sure of. */
public record StartTls() implements Command {
    @Override
    public Verb verb() {
        return Verb.STARTTLS;
    }

    @Override
    public Step start(ImapState state, Tag tag, SessionRules rules) {
        if (state.encrypted()) {
            return Replies.bad(state, tag, verb(), "TLS is active already");
        }
        if (!rules.startTls()) {
            return Replies.bad(state, tag, verb(), "STARTTLS is not offered");
        }
        return Step.of(
                state.in(new Phase.AwaitingTls()),
                new ImapAction.StartTls(ImapAction.Complete.of(tag, verb(), Status.OK, "Begin TLS negotiation now")));
    }
}
