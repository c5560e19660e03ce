package dev.postrider.mailbox.adapter.sql;

import dev.postrider.contracts.UidRange;
import dev.postrider.contracts.UidSet;
import dev.postrider.mailbox.port.Refusal;
import dev.postrider.mailbox.port.RefusedException;

/** A set of UIDs as two arrays for {@code unnest}. UIDs are columns of type int: beyond 2,147,483,647 there are none. */
public final class UidRanges {
    /** Ranges of one set; a client's command line has room for about as many. */
    private static final int MAX_RANGES = 100_000;

    private final Integer[] firsts;
    private final Integer[] lasts;

    private UidRanges(Integer[] firsts, Integer[] lasts) {
        this.firsts = firsts;
        this.lasts = lasts;
    }

    /** All UIDs. */
    public static UidRanges all() {
        return new UidRanges(new Integer[] {1}, new Integer[] {Integer.MAX_VALUE});
    }

    /** Throws {@link RefusedException} for a set that is not ascending and disjoint. */
    public static UidRanges of(UidSet set) {
        int count = set.getRangesCount();
        if (count > MAX_RANGES) {
            throw new RefusedException(Refusal.INVALID_ARGUMENT, "too many ranges of UIDs");
        }
        Integer[] firsts = new Integer[count];
        Integer[] lasts = new Integer[count];
        long previous = -1;
        for (int i = 0; i < count; i++) {
            UidRange range = set.getRanges(i);
            long first = Integer.toUnsignedLong(range.getFirst());
            long last = Integer.toUnsignedLong(range.getLast());
            if (first <= previous || last < first) {
                throw new RefusedException(Refusal.INVALID_ARGUMENT, "UIDs are not ascending and disjoint");
            }
            firsts[i] = (int) Math.min(first, Integer.MAX_VALUE);
            lasts[i] = (int) Math.min(last, Integer.MAX_VALUE - 1);
            previous = last;
        }
        return new UidRanges(firsts, lasts);
    }

    /** Single UIDs, ascending. */
    public static UidRanges of(Integer[] uids) {
        return new UidRanges(uids, uids);
    }

    /** Ascending; the caller does not change it. */
    public Integer[] firsts() {
        return firsts;
    }

    /** In the order of {@link #firsts()}; each at least its first. */
    public Integer[] lasts() {
        return lasts;
    }

    public boolean isEmpty() {
        return firsts.length == 0;
    }
}
