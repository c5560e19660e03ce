package dev.postrider.imap.grammar;

import java.util.List;

/**
 * The flags of a message.
 *
 * @param system bits of {@link SystemFlag}
 * @param keywords each an atom
 */
public record Flags(int system, List<String> keywords) {
    public static final Flags NONE = new Flags(0, List.of());

    public Flags {
        keywords = List.copyOf(keywords);
    }

    public boolean has(SystemFlag flag) {
        return (system & flag.bit()) != 0;
    }

    /** These and one more. */
    public Flags with(SystemFlag flag) {
        return new Flags(system | flag.bit(), keywords);
    }

    /** {@code flag-list} without its parentheses. */
    public String text(boolean recent) {
        StringBuilder text = new StringBuilder(48);
        for (SystemFlag flag : SystemFlag.values()) {
            if (has(flag)) {
                text.append(text.isEmpty() ? "" : " ").append(flag.text());
            }
        }
        if (recent) {
            text.append(text.isEmpty() ? "" : " ").append("\\Recent");
        }
        for (String keyword : keywords) {
            text.append(text.isEmpty() ? "" : " ").append(keyword);
        }
        return text.toString();
    }
}
