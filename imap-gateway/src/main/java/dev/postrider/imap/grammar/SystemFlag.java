package dev.postrider.imap.grammar;

import java.util.Optional;

/** The flags of RFC 3501 s2.3.2 that are kept, as bits. \Recent is not kept. */
public enum SystemFlag {
    SEEN(1, "\\Seen"),
    ANSWERED(2, "\\Answered"),
    FLAGGED(4, "\\Flagged"),
    DELETED(8, "\\Deleted"),
    DRAFT(16, "\\Draft");

    private final int bit;
    private final String text;

    SystemFlag(int bit, String text) {
        this.bit = bit;
        this.text = text;
    }

    public int bit() {
        return bit;
    }

    /** With its backslash. */
    public String text() {
        return text;
    }

    static Optional<SystemFlag> named(String text) {
        for (SystemFlag flag : values()) {
            if (flag.text.equalsIgnoreCase(text)) {
                return Optional.of(flag);
            }
        }
        return Optional.empty();
    }
}
