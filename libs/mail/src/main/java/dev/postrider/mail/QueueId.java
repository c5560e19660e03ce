package dev.postrider.mail;

import java.util.Arrays;
import java.util.Optional;

/**
 * The id of one accepted message: a UUIDv7 (RFC 9562 s5.7) written as 26 characters of Crockford's base 32, upper case.
 *
 * <p>Ids are made without coordination, and their text sorts by the millisecond in which they were made. The time is
 * readable from the id, so that tools can go straight to the right place in a log.
 *
 * @param text 26 characters of {@code 0-9A-Z} without I, L, O, U
 */
public record QueueId(String text) implements Comparable<QueueId> {
    /** The length of {@link #text()} in characters. */
    public static final int LENGTH = 26;

    private static final String ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
    private static final byte[] VALUES = values();
    private static final long LOW_62_BITS = (1L << 62) - 1;

    /** Throws {@link IllegalArgumentException} for a text that {@link #parse} would not give. */
    public QueueId {
        if (!wellFormed(text)) {
            throw new IllegalArgumentException("Not a queue id: " + text);
        }
    }

    /**
     * Makes an id of a time and 64 random bits.
     *
     * @param unixMs milliseconds since 1970, of which the low 48 bits are used
     */
    public static QueueId of(long unixMs, long random) {
        return of(unixMs, (int) (random >>> 52), random);
    }

    /**
     * Makes an id of a time and 74 random bits.
     *
     * @param unixMs milliseconds since 1970, of which the low 48 bits are used
     * @param randA12 the low 12 bits are used
     * @param randB62 the low 62 bits are used
     */
    public static QueueId of(long unixMs, int randA12, long randB62) {
        long high = (unixMs << 16) | 0x7000L | (randA12 & 0xFFF);
        long low = (1L << 63) | (randB62 & LOW_62_BITS);
        char[] out = new char[LENGTH];
        // 130 bits of text for 128 bits of id: the first character carries the top 3.
        for (int i = LENGTH - 1; i >= 0; i--) {
            out[i] = ALPHABET.charAt((int) (low & 31));
            low = (low >>> 5) | (high << 59);
            high >>>= 5;
        }
        return new QueueId(new String(out));
    }

    /** Reads an id as a person may type it: any case, I and L for 1, O for 0. Empty if it is not a UUIDv7. */
    public static Optional<QueueId> parse(String text) {
        if (text.length() != LENGTH) {
            return Optional.empty();
        }
        char[] canonical = new char[LENGTH];
        for (int i = 0; i < LENGTH; i++) {
            char c = text.charAt(i);
            if (c >= VALUES.length || VALUES[c] < 0) {
                return Optional.empty();
            }
            canonical[i] = ALPHABET.charAt(VALUES[c]);
        }
        String result = new String(canonical);
        return wellFormed(result) ? Optional.of(new QueueId(result)) : Optional.empty();
    }

    /** The time in the id: milliseconds since 1970. */
    public long timestampMs() {
        // Bits 127..80: three of the first character, then nine characters of five.
        long result = VALUES[text.charAt(0)];
        for (int i = 1; i < 10; i++) {
            result = (result << 5) | VALUES[text.charAt(i)];
        }
        return result;
    }

    @Override
    public int compareTo(QueueId other) {
        return text.compareTo(other.text);
    }

    @Override
    public String toString() {
        return text;
    }

    private static boolean wellFormed(String text) {
        if (text.length() != LENGTH) {
            return false;
        }
        for (int i = 0; i < LENGTH; i++) {
            char c = text.charAt(i);
            if (c >= VALUES.length || VALUES[c] < 0 || ALPHABET.charAt(VALUES[c]) != c) {
                return false;
            }
        }
        // Version: bits 79..76, the top four bits of character 10. Variant: bits 63..62, in character 13 (bits 64..60).
        return VALUES[text.charAt(0)] < 8
                && VALUES[text.charAt(10)] >> 1 == 7
                && ((VALUES[text.charAt(13)] >> 2) & 3) == 2;
    }

    private static byte[] values() {
        byte[] result = new byte[128];
        Arrays.fill(result, (byte) -1);
        for (int i = 0; i < ALPHABET.length(); i++) {
            char c = ALPHABET.charAt(i);
            result[c] = (byte) i;
            result[Character.toLowerCase(c)] = (byte) i;
        }
        for (char c : new char[] {'I', 'i', 'L', 'l'}) {
            result[c] = 1;
        }
        for (char c : new char[] {'O', 'o'}) {
            result[c] = 0;
        }
        return result;
    }
}
