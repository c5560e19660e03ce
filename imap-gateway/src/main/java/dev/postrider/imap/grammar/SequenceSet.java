package dev.postrider.imap.grammar;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** {@code sequence-set = (seq-number / seq-range) *("," sequence-set)}, RFC 3501 s9: of sequence numbers or UIDs. Never empty. */
public record SequenceSet(List<SequenceRange> ranges) {
    /** Throws {@link IllegalArgumentException} if there is no range. */
    public SequenceSet {
        ranges = List.copyOf(ranges);
        if (ranges.isEmpty()) {
            throw new IllegalArgumentException("A sequence set has a range");
        }
    }

    /**
     * Ascending and disjoint, with {@code "*"} replaced.
     *
     * @param largest the largest number in use; 0: none is, and {@code "*"} then stands for 0
     */
    public List<SequenceRange> resolve(long largest) {
        List<SequenceRange> sorted = new ArrayList<>(ranges.size());
        for (SequenceRange range : ranges) {
            sorted.add(range.resolve(largest));
        }
        sorted.sort(Comparator.comparingLong(SequenceRange::first));
        List<SequenceRange> merged = new ArrayList<>(sorted.size());
        for (SequenceRange range : sorted) {
            if (!merged.isEmpty() && range.first() <= merged.getLast().last() + 1) {
                SequenceRange before = merged.removeLast();
                merged.add(new SequenceRange(before.first(), Math.max(before.last(), range.last())));
            } else {
                merged.add(range);
            }
        }
        return merged;
    }
}
