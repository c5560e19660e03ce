package dev.postrider.imap.grammar;

import java.util.ArrayList;
import java.util.List;

/** A set of UIDs: ranges that ascend and do not touch. */
public record UidSet(List<UidRange> ranges) {
    public static final UidSet EMPTY = new UidSet(List.of());

    public UidSet {
        ranges = List.copyOf(ranges);
    }

    /** Of UIDs that ascend. */
    public static UidSet of(List<Long> ascending) {
        List<UidRange> ranges = new ArrayList<>();
        long first = 0;
        long last = -1;
        for (long uid : ascending) {
            if (uid == last + 1 && first > 0) {
                last = uid;
            } else if (uid != last) {
                if (first > 0) {
                    ranges.add(new UidRange(first, last));
                }
                first = uid;
                last = uid;
            }
        }
        if (first > 0) {
            ranges.add(new UidRange(first, last));
        }
        return new UidSet(ranges);
    }

    public boolean isEmpty() {
        return ranges.isEmpty();
    }

    public boolean contains(long uid) {
        int low = 0;
        int high = ranges.size() - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            UidRange range = ranges.get(middle);
            if (uid < range.first()) {
                high = middle - 1;
            } else if (uid > range.last()) {
                low = middle + 1;
            } else {
                return true;
            }
        }
        return false;
    }

    /** {@code uid-set}, RFC 4315 s3: {@code 1:3,7}. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        for (UidRange range : ranges) {
            text.append(text.isEmpty() ? "" : ",").append(range.first());
            if (range.last() > range.first()) {
                text.append(':').append(range.last());
            }
        }
        return text.toString();
    }
}
