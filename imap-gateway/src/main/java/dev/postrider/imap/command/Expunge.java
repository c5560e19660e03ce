package dev.postrider.imap.command;

import dev.postrider.imap.grammar.CommandReader;
import dev.postrider.imap.grammar.SequenceSet;
import dev.postrider.imap.grammar.Tag;
import dev.postrider.imap.grammar.UidSet;
import dev.postrider.imap.session.BackendAnswer;
import dev.postrider.imap.session.BackendRequest;
import dev.postrider.imap.session.ImapAction;
import dev.postrider.imap.session.ImapState;
import dev.postrider.imap.session.Replies;
import dev.postrider.imap.session.Selection;
import dev.postrider.imap.session.SessionRules;
import dev.postrider.imap.session.Step;
import dev.postrider.imap.session.Updates;
import dev.postrider.imap.session.Verb;
import java.util.List;
import java.util.Optional;

/** EXPUNGE, RFC 3501 s6.4.3: {@code "EXPUNGE"}; with a set UID EXPUNGE, RFC 4315 s2.1. */
record Expunge(Optional<SequenceSet> uids) implements Command {
    /** {@code uid-expunge = "UID" SP "EXPUNGE" SP sequence-set}. */
    static Command parseUid(CommandReader in) {
        in.space();
        return new Expunge(Optional.of(in.sequenceSet()));
    }

    @Override
    public Verb verb() {
        return uids.isPresent() ? Verb.UID_EXPUNGE : Verb.EXPUNGE;
    }

    @Override
    public Step start(ImapState state, Tag tag, SessionRules rules) {
        Selection.Open open = Command.selected(state);
        if (open.readOnly()) {
            return Replies.no(state, tag, verb(), "[READ-ONLY] The mailbox is read-only");
        }
        Optional<UidSet> set = uids.flatMap(given -> MessageSets.resolve(given, true, open.uids()));
        return set.isPresent() && set.get().isEmpty()
                ? Replies.ok(state, tag, verb())
                : ask(state, tag, new BackendRequest.Expunge(open.id(), set));
    }

    @Override
    public Step answered(ImapState state, Tag tag, BackendAnswer answer) {
        if (!(answer instanceof BackendAnswer.Expunged(List<Long> gone))) {
            return Command.super.answered(state, tag, answer);
        }
        StringBuilder lines = new StringBuilder();
        Selection.Open now = Updates.expunge(Command.selected(state), gone, lines);
        return Replies.ok(state.with(now), tag, verb()).after(new ImapAction.Send(lines.toString()));
    }
}
