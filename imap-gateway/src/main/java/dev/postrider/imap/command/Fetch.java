package dev.postrider.imap.command;

import dev.postrider.imap.grammar.CommandReader;
import dev.postrider.imap.grammar.FetchItem;
import dev.postrider.imap.grammar.FetchParser;
import dev.postrider.imap.grammar.Flags;
import dev.postrider.imap.grammar.SequenceSet;
import dev.postrider.imap.grammar.SystemFlag;
import dev.postrider.imap.grammar.Tag;
import dev.postrider.imap.grammar.UidSet;
import dev.postrider.imap.port.MessageFlags;
import dev.postrider.imap.port.StoreOperation;
import dev.postrider.imap.session.BackendAnswer;
import dev.postrider.imap.session.BackendRequest;
import dev.postrider.imap.session.FetchPlan;
import dev.postrider.imap.session.ImapAction;
import dev.postrider.imap.session.ImapState;
import dev.postrider.imap.session.Phase;
import dev.postrider.imap.session.Replies;
import dev.postrider.imap.session.Selection;
import dev.postrider.imap.session.SessionRules;
import dev.postrider.imap.session.Step;
import dev.postrider.imap.session.Updates;
import dev.postrider.imap.session.Verb;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * FETCH and UID FETCH, RFC 3501 s6.4.5. The messages are sent by who performs {@link ImapAction.FetchMessages}; \Seen is set after, for those that were
 * sent.
 *
 * @param wanted how many messages were asked for by number; so many must come
 * @param told the flags that the client was told of messages that are to be \Seen
 */
record Fetch(
        SequenceSet set, List<FetchItem> items, boolean uid, int wanted, boolean incomplete, List<MessageFlags> told)
        implements Command {
    Fetch {
        items = List.copyOf(items);
        told = List.copyOf(told);
    }

    /** {@code fetch = "FETCH" SP sequence-set SP ("ALL" / "FULL" / "FAST" / fetch-att / "(" fetch-att *(SP fetch-att) ")")}. */
    static Command parse(CommandReader in, boolean uid) {
        in.space();
        SequenceSet set = in.sequenceSet();
        in.space();
        List<FetchItem> items = new ArrayList<>(FetchParser.items(in));
        if (uid && !items.contains(FetchItem.Attribute.UID)) {
            // RFC 3501 s6.4.8: the answer has the UID, whether or not it was asked for.
            items.addFirst(FetchItem.Attribute.UID);
        }
        return new Fetch(set, items, uid, 0, false, List.of());
    }

    @Override
    public Verb verb() {
        return uid ? Verb.UID_FETCH : Verb.FETCH;
    }

    @Override
    public Step start(ImapState state, Tag tag, SessionRules rules) {
        Selection.Open open = Command.selected(state);
        Optional<UidSet> uids = MessageSets.resolve(set, uid, open.uids());
        if (uids.isEmpty()) {
            return Replies.bad(state, tag, verb(), "No such message number");
        }
        if (uids.get().isEmpty()) {
            return Replies.ok(state, tag, verb());
        }
        FetchPlan plan =
                new FetchPlan(open.id(), uids.get(), items, open.uids(), open.recentFromUid(), !open.readOnly());
        Fetch counting = new Fetch(set, items, uid, uid ? 0 : count(open), false, List.of());
        return Step.of(state.in(new Phase.Running(tag, counting)), new ImapAction.FetchMessages(plan));
    }

    private int count(Selection.Open open) {
        return Math.toIntExact(set.resolve(open.uids().size()).stream()
                .mapToLong(range -> range.last() - range.first() + 1)
                .sum());
    }

    @Override
    public Step answered(ImapState state, Tag tag, BackendAnswer answer) {
        return switch (answer) {
            case BackendAnswer.Fetched fetched -> fetched(state, tag, fetched);
            case BackendAnswer.Stored(List<MessageFlags> messages) -> stored(state, tag, messages);
            case BackendAnswer.Done _,
                    BackendAnswer.Listed _,
                    BackendAnswer.Found _,
                    BackendAnswer.Opened _,
                    BackendAnswer.Changed _,
                    BackendAnswer.Matched _,
                    BackendAnswer.Copied _,
                    BackendAnswer.Expunged _,
                    BackendAnswer.Appended _,
                    BackendAnswer.Failed _ -> Command.super.answered(state, tag, answer);
        };
    }

    private Step fetched(ImapState state, Tag tag, BackendAnswer.Fetched fetched) {
        boolean missing = fetched.count() < wanted;
        if (fetched.seen().isEmpty()) {
            return end(state, tag, missing);
        }
        Selection.Open open = Command.selected(state);
        UidSet seen = UidSet.of(
                fetched.seen().stream().map(MessageFlags::uid).sorted().toList());
        return new Fetch(set, items, uid, wanted, missing, fetched.seen())
                .ask(
                        state,
                        tag,
                        new BackendRequest.StoreFlags(
                                open.id(), seen, StoreOperation.ADD, Flags.NONE.with(SystemFlag.SEEN)));
    }

    /** Tells of those whose flags turn out to be others than the client was told. */
    private Step stored(ImapState state, Tag tag, List<MessageFlags> messages) {
        Map<Long, Flags> before = new HashMap<>();
        told.forEach(one -> before.put(one.uid(), one.flags()));
        List<MessageFlags> different = new ArrayList<>();
        Selection.Open open = Command.selected(state);
        for (MessageFlags message : messages) {
            if (!message.flags().equals(before.get(message.uid()))) {
                different.add(message);
            }
        }
        StringBuilder lines = new StringBuilder();
        open = open.knowing(messages);
        open = Updates.flags(open, different, uid, lines);
        return end(state.with(open), tag, incomplete).after(new ImapAction.Send(lines.toString()));
    }

    private Step end(ImapState state, Tag tag, boolean missing) {
        return missing
                ? Replies.no(
                        state.selection() instanceof Selection.Open open ? state.with(open.whenStale(true)) : state,
                        tag,
                        verb(),
                        "[EXPUNGEISSUED] Some of the messages no longer exist")
                : Replies.ok(state, tag, verb());
    }
}
