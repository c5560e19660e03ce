package dev.postrider.imap.grammar;

/** {@code seq-range = seq-number ":" seq-number}, {@code seq-number = nz-number / "*"}. Either end may be the larger. */
public record SequenceRange(long first, long last) {
    /** {@code "*"}: the largest number in use. */
    public static final long LARGEST = Long.MAX_VALUE;

    /** With {@code "*"} replaced, and the smaller end first. */
    SequenceRange resolve(long largest) {
        long a = first == LARGEST ? largest : first;
        long b = last == LARGEST ? largest : last;
        return new SequenceRange(Math.min(a, b), Math.max(a, b));
    }
}
