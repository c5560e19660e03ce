package dev.postrider.imap.grammar;

import java.time.LocalDate;
import java.util.List;

/** {@code search-key}, RFC 3501 s6.4.4, reduced to what cannot be said by others. */
public sealed interface SearchKey {
    /** All of these; of none: everything. */
    record And(List<SearchKey> keys) implements SearchKey {
        public And {
            keys = List.copyOf(keys);
        }
    }

    record Or(SearchKey left, SearchKey right) implements SearchKey {}

    record Not(SearchKey key) implements SearchKey {}

    /** Messages with these sequence numbers. */
    record Numbers(SequenceSet set) implements SearchKey {}

    record Uids(SequenceSet set) implements SearchKey {}

    record HasFlag(SystemFlag flag) implements SearchKey {}

    record HasKeyword(String keyword) implements SearchKey {}

    record Recent() implements SearchKey {}

    /** From {@code from} to the day before {@code until}, without regard to time and zone. */
    record ReceivedOn(LocalDate from, LocalDate until) implements SearchKey {}

    /** As {@link ReceivedOn}, by the Date field. */
    record SentOn(LocalDate from, LocalDate until) implements SearchKey {}

    record Larger(long octets) implements SearchKey {}

    record Smaller(long octets) implements SearchKey {}

    /** A header field with this in it; empty: with such a field. */
    record Header(String name, String value) implements SearchKey {}

    record Body(String text) implements SearchKey {}

    /** In the header or the body. */
    record Text(String text) implements SearchKey {}
}
