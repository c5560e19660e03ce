package dev.postrider.mail.header;

import java.util.Arrays;

/** One field of a {@link HeaderBlock}. It points into the block's octets and copies nothing until asked. */
public final class HeaderField {
    private final byte[] source;
    private final String name;
    private final int offset;
    private final int valueOffset;
    private final int end;

    HeaderField(byte[] source, String name, int offset, int valueOffset, int end) {
        this.source = source;
        this.name = name;
        this.offset = offset;
        this.valueOffset = valueOffset;
        this.end = end;
    }

    /** The name as written; empty for a line that has no colon. */
    public String name() {
        return name;
    }

    /** Is this its name? Case does not matter. */
    public boolean is(String candidate) {
        return name.equalsIgnoreCase(candidate);
    }

    /** The value as text: unfolded and trimmed, encoded words left alone. See {@link HeaderText}. */
    public String value() {
        return HeaderText.unfold(source, valueOffset, end - valueOffset);
    }

    /** The octets behind the colon, with folding and without the last line end. */
    public byte[] rawValue() {
        int stop = end;
        if (stop > valueOffset && source[stop - 1] == '\n') {
            stop--;
            if (stop > valueOffset && source[stop - 1] == '\r') {
                stop--;
            }
        }
        return Arrays.copyOfRange(source, valueOffset, stop);
    }

    /** The whole field in octets: name, colon, value, folding and last line end. */
    public byte[] raw() {
        return Arrays.copyOfRange(source, offset, end);
    }

    /** Where the field starts in the array that was given to {@link HeaderBlock#parse}. */
    public int offset() {
        return offset;
    }

    /** Octets of the whole field. */
    public int length() {
        return end - offset;
    }

    @Override
    public String toString() {
        return name + ": " + value();
    }
}
