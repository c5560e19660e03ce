package dev.postrider.imap.command;

import dev.postrider.imap.grammar.Tag;
import dev.postrider.imap.session.BackendRequest;
import dev.postrider.imap.session.ImapAction;
import dev.postrider.imap.session.ImapState;
import dev.postrider.imap.session.Phase;
import dev.postrider.imap.session.Replies;
import dev.postrider.imap.session.Selection;
import dev.postrider.imap.session.SessionRules;
import dev.postrider.imap.session.Step;
import dev.postrider.imap.session.Verb;
import java.util.Locale;

/** IDLE, RFC 2177: {@code "IDLE" CRLF "DONE"}. Looks for news when it begins: what came before no hint will tell again. */
public record Idle() implements Command {
    @Override
    public Verb verb() {
        return Verb.IDLE;
    }

    @Override
    public Step start(ImapState state, Tag tag, SessionRules rules) {
        return look(state, tag).after(new ImapAction.Send("+ idling\r\n"));
    }

    /** Asks for news, if a mailbox is selected. */
    public static Step look(ImapState state, Tag tag) {
        return switch (state.selection()) {
            case Selection.None _ -> Step.of(state.in(new Phase.Idling(tag, false)));
            case Selection.Open open ->
                Step.of(
                        state.with(open.whenStale(false)).in(new Phase.Idling(tag, true)),
                        new ImapAction.CallBackend(new BackendRequest.GetChanges(open.id(), open.modseq())));
        };
    }

    /** The line that ends it. */
    public static Step done(ImapState state, Tag tag, String line) {
        return line.strip().toUpperCase(Locale.ROOT).equals("DONE")
                ? Replies.ok(state, tag, Verb.IDLE)
                : Replies.bad(state, tag, Verb.IDLE, "DONE expected");
    }
}
