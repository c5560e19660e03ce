package dev.postrider.imap.command;

import dev.postrider.imap.grammar.CommandReader;
import dev.postrider.imap.grammar.SearchKey;
import dev.postrider.imap.grammar.SearchParser;
import dev.postrider.imap.grammar.SequenceSet;
import dev.postrider.imap.grammar.Tag;
import dev.postrider.imap.port.SearchCriterion;
import dev.postrider.imap.port.UidList;
import dev.postrider.imap.session.BackendAnswer;
import dev.postrider.imap.session.BackendRequest;
import dev.postrider.imap.session.ImapAction;
import dev.postrider.imap.session.ImapState;
import dev.postrider.imap.session.Replies;
import dev.postrider.imap.session.Selection;
import dev.postrider.imap.session.SessionRules;
import dev.postrider.imap.session.Step;
import dev.postrider.imap.session.Verb;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** SEARCH and UID SEARCH, RFC 3501 s6.4.4. */
record Search(SearchKey key, boolean uid) implements Command {
    /** {@code search = "SEARCH" [SP "CHARSET" SP astring] 1*(SP search-key)}. */
    static Command parse(CommandReader in, boolean uid) {
        in.space();
        return new Search(SearchParser.criteria(in), uid);
    }

    @Override
    public Verb verb() {
        return uid ? Verb.UID_SEARCH : Verb.SEARCH;
    }

    @Override
    public Step start(ImapState state, Tag tag, SessionRules rules) {
        Selection.Open open = Command.selected(state);
        return criterion(key, open.uids())
                .map(criterion ->
                        ask(state, tag, new BackendRequest.Search(open.id(), criterion, open.recentFromUid())))
                .orElseGet(() -> Replies.bad(state, tag, verb(), "No such message number"));
    }

    /** Messages that the client was not told of are not in the answer. */
    @Override
    public Step answered(ImapState state, Tag tag, BackendAnswer answer) {
        if (!(answer instanceof BackendAnswer.Matched(List<Long> uids))) {
            return Command.super.answered(state, tag, answer);
        }
        Selection.Open open = Command.selected(state);
        StringBuilder line = new StringBuilder("* SEARCH");
        for (long found : uids) {
            int number = open.uids().numberOf(found);
            if (number > 0) {
                line.append(' ').append(uid ? found : number);
            }
        }
        return Replies.ok(state, tag, verb())
                .after(new ImapAction.Send(line.append("\r\n").toString()));
    }

    /** Empty if there is a number of no message in it. */
    private static Optional<SearchCriterion> criterion(SearchKey key, UidList uids) {
        return switch (key) {
            case SearchKey.And(List<SearchKey> keys) -> {
                List<SearchCriterion> all = new ArrayList<>(keys.size());
                for (SearchKey one : keys) {
                    criterion(one, uids).ifPresent(all::add);
                }
                yield all.size() == keys.size() ? Optional.of(new SearchCriterion.And(all)) : Optional.empty();
            }
            case SearchKey.Or(SearchKey left, SearchKey right) ->
                criterion(left, uids)
                        .flatMap(first -> criterion(right, uids).map(second -> new SearchCriterion.Or(first, second)));
            case SearchKey.Not(SearchKey negated) -> criterion(negated, uids).map(SearchCriterion.Not::new);
            case SearchKey.Numbers(SequenceSet set) ->
                MessageSets.resolve(set, false, uids).map(SearchCriterion.Uids::new);
            case SearchKey.Uids(SequenceSet set) ->
                MessageSets.resolve(set, true, uids).map(SearchCriterion.Uids::new);
            case SearchKey.HasFlag _,
                    SearchKey.HasKeyword _,
                    SearchKey.Recent _,
                    SearchKey.ReceivedOn _,
                    SearchKey.SentOn _,
                    SearchKey.Larger _,
                    SearchKey.Smaller _,
                    SearchKey.Header _,
                    SearchKey.Body _,
                    SearchKey.Text _ -> Optional.of(new SearchCriterion.Plain(key));
        };
    }
}
