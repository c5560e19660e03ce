package dev.postrider.imap.message;

/**
 * The angle brackets of {@code BODY[...]<offset.length>}, RFC 3501 s6.4.5: {@code partial = "<" number "." nz-number ">"}.
 *
 * @param offset octets from the start of the section, 0 to 4294967295
 * @param length octets wanted, 1 to 4294967295
 */
public record Partial(long offset, long length) {
    /** Throws {@link IllegalArgumentException} for negative numbers. */
    public Partial {
        if (offset < 0 || length < 0) {
            throw new IllegalArgumentException("Negative partial: " + offset + "." + length);
        }
    }

    /** The octets of a section that are wanted. A start at or behind the section's end gives an empty range. */
    public ResolvedSection.Range of(ResolvedSection.Range section) {
        long skipped = Math.min(offset, section.length());
        return new ResolvedSection.Range(section.offset() + skipped, Math.min(length, section.length() - skipped));
    }
}
