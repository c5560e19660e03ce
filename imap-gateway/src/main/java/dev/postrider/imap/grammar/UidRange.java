package dev.postrider.imap.grammar;

/** UIDs from {@code first} to {@code last}, both included. */
public record UidRange(long first, long last) {
    /** Throws {@link IllegalArgumentException} for what is no range of UIDs. */
    public UidRange {
        if (first < 1 || last < first || last > 0xFFFF_FFFFL) {
            throw new IllegalArgumentException("Not a range of UIDs: " + first + ":" + last);
        }
    }
}
