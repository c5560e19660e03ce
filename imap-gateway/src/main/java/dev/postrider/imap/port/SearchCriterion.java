package dev.postrider.imap.port;

import dev.postrider.imap.grammar.SearchKey;
import dev.postrider.imap.grammar.UidSet;
import java.util.List;

/** What the store is asked to look for: a {@link SearchKey} in which every set of messages is one of UIDs. */
public sealed interface SearchCriterion {
    /** All of these; of none: everything. */
    record And(List<SearchCriterion> all) implements SearchCriterion {
        public And {
            all = List.copyOf(all);
        }
    }

    record Or(SearchCriterion left, SearchCriterion right) implements SearchCriterion {}

    record Not(SearchCriterion criterion) implements SearchCriterion {}

    record Uids(UidSet uids) implements SearchCriterion {}

    /** A key that has no others and no numbers in it. */
    record Plain(SearchKey key) implements SearchCriterion {}
}
