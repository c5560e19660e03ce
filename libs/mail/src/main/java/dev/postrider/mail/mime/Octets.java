package dev.postrider.mail.mime;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Searches octets for line ends, eight at a time. */
final class Octets {
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long LINE_FEEDS = 0x0A0A0A0A0A0A0A0AL;
    private static final long LOW_BITS = 0x0101010101010101L;
    private static final long HIGH_BITS = 0x8080808080808080L;

    private Octets() {}

    /** The index of the first LF in {@code [from, to)}, or -1. */
    static int lineFeed(byte[] octets, int from, int to) {
        int i = from;
        for (; i + 8 <= to; i += 8) {
            long difference = (long) LONGS.get(octets, i) ^ LINE_FEEDS;
            // Sets the high bit of each zero octet; above the lowest of them it may err, and that one is what is
            // wanted.
            long zeros = (difference - LOW_BITS) & ~difference & HIGH_BITS;
            if (zeros != 0) {
                return i + (Long.numberOfTrailingZeros(zeros) >>> 3);
            }
        }
        for (; i < to; i++) {
            if (octets[i] == '\n') {
                return i;
            }
        }
        return -1;
    }

    /** The number of LF in {@code [from, to)}. */
    static int lineFeeds(byte[] octets, int from, int to) {
        int count = 0;
        for (int i = from; i < to; i++) {
            count += octets[i] == '\n' ? 1 : 0;
        }
        return count;
    }
}
