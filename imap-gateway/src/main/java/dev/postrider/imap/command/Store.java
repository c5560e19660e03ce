package dev.postrider.imap.command;

import dev.postrider.imap.grammar.CommandReader;
import dev.postrider.imap.grammar.Flags;
import dev.postrider.imap.grammar.SequenceSet;
import dev.postrider.imap.grammar.SyntaxFault;
import dev.postrider.imap.grammar.Tag;
import dev.postrider.imap.grammar.UidSet;
import dev.postrider.imap.port.MessageFlags;
import dev.postrider.imap.port.StoreOperation;
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

/** STORE and UID STORE, RFC 3501 s6.4.6. */
record Store(SequenceSet set, StoreOperation operation, boolean silent, Flags flags, boolean uid) implements Command {
    /** {@code store = "STORE" SP sequence-set SP ["+" / "-"] "FLAGS" [".SILENT"] SP (flag-list / (flag *(SP flag)))}. */
    static Command parse(CommandReader in, boolean uid) {
        in.space();
        SequenceSet set = in.sequenceSet();
        in.space();
        StoreOperation operation =
                in.take('+') ? StoreOperation.ADD : in.take('-') ? StoreOperation.REMOVE : StoreOperation.REPLACE;
        boolean silent = switch (in.word()) {
            case "FLAGS" -> false;
            case "FLAGS.SILENT" -> true;
            default -> throw new SyntaxFault(SyntaxFault.Kind.SYNTAX, "FLAGS expected");
        };
        in.space();
        return new Store(set, operation, silent, in.flagsOrList(), uid);
    }

    @Override
    public Verb verb() {
        return uid ? Verb.UID_STORE : Verb.STORE;
    }

    @Override
    public Step start(ImapState state, Tag tag, SessionRules rules) {
        Selection.Open open = Command.selected(state);
        if (open.readOnly()) {
            return Replies.no(state, tag, verb(), "[READ-ONLY] The mailbox is read-only");
        }
        Optional<UidSet> uids = MessageSets.resolve(set, uid, open.uids());
        if (uids.isEmpty()) {
            return Replies.bad(state, tag, verb(), "No such message number");
        }
        return uids.get().isEmpty()
                ? Replies.ok(state, tag, verb())
                : ask(state, tag, new BackendRequest.StoreFlags(open.id(), uids.get(), operation, flags));
    }

    /**
     * A client that wants silence makes out the flags from what it knew before. Where another change may have come between, it cannot: then the change
     * is not marked as known, and is told with the next news.
     */
    @Override
    public Step answered(ImapState state, Tag tag, BackendAnswer answer) {
        if (!(answer instanceof BackendAnswer.Stored(List<MessageFlags> messages))) {
            return Command.super.answered(state, tag, answer);
        }
        Selection.Open open = Command.selected(state);
        StringBuilder lines = new StringBuilder();
        if (!silent) {
            open = Updates.flags(open, messages, uid, lines);
        }
        long reached = messages.stream().mapToLong(MessageFlags::modseq).max().orElse(0);
        boolean known = !silent || operation == StoreOperation.REPLACE || reached == open.lastKnownModseq() + 1;
        if (known) {
            open = open.knowing(messages);
        }
        return Replies.ok(state.with(open), tag, verb()).after(new ImapAction.Send(lines.toString()));
    }
}
