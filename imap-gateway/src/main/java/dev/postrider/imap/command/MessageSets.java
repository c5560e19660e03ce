package dev.postrider.imap.command;

import dev.postrider.imap.grammar.SequenceRange;
import dev.postrider.imap.grammar.SequenceSet;
import dev.postrider.imap.grammar.UidRange;
import dev.postrider.imap.grammar.UidSet;
import dev.postrider.imap.port.UidList;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** From what a client calls messages to UIDs, RFC 3501 s9 (seq-number) and s6.4.8. */
final class MessageSets {
    private MessageSets() {}

    /** Empty if a sequence number is larger than the mailbox: that is BAD. UIDs that do not exist do not matter. */
    static Optional<UidSet> resolve(SequenceSet set, boolean uid, UidList uids) {
        return uid ? Optional.of(ofUids(set, uids)) : ofNumbers(set, uids);
    }

    private static Optional<UidSet> ofNumbers(SequenceSet set, UidList uids) {
        List<UidRange> ranges = new ArrayList<>();
        for (SequenceRange range : set.resolve(uids.size())) {
            if (range.first() < 1 || range.last() > uids.size()) {
                return Optional.empty();
            }
            ranges.add(new UidRange(uids.uidAt((int) range.first()), uids.uidAt((int) range.last())));
        }
        return Optional.of(new UidSet(ranges));
    }

    /** What came after the last message that the client knows has no sequence number to be told under, so it is left out. */
    private static UidSet ofUids(SequenceSet set, UidList uids) {
        if (uids.isEmpty()) {
            return UidSet.EMPTY;
        }
        List<UidRange> ranges = new ArrayList<>();
        long largest = uids.largest();
        for (SequenceRange range : set.resolve(largest)) {
            if (range.first() <= largest) {
                ranges.add(new UidRange(range.first(), Math.min(range.last(), largest)));
            }
        }
        return new UidSet(ranges);
    }
}
