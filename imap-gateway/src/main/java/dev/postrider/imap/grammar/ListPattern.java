package dev.postrider.imap.grammar;

import java.util.Optional;

/** What LIST and LSUB match names against, RFC 3501 s6.3.8: {@code *} is anything, {@code %} anything without a delimiter. */
public record ListPattern(String text) {
    private static final int MAX_LENGTH = 1000;

    /** Reference and pattern as the client gave them, in modified UTF-7. Empty if that is no such text, or too long. */
    public static Optional<ListPattern> parse(String reference, String pattern) {
        // RFC 3501 s6.3.8: a pattern that starts with the delimiter is meant from the root.
        String joined = pattern.startsWith("/") || reference.isEmpty() ? pattern : reference + pattern;
        return joined.length() > MAX_LENGTH
                ? Optional.empty()
                : ModifiedUtf7.decode(joined).map(text -> new ListPattern(MailboxName.withInboxInUpperCase(text)));
    }

    /** Does the name match? Takes time of at most the product of both lengths. */
    public boolean matches(String name) {
        return matches(name, name.length());
    }

    /** Does the part of the name before {@code length} match? */
    boolean matches(String name, int length) {
        // reached[j]: the pattern so far can end at j characters of the name.
        boolean[] reached = new boolean[length + 1];
        reached[0] = true;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '*' || c == '%') {
                for (int j = 1; j <= length; j++) {
                    reached[j] |= reached[j - 1] && (c == '*' || name.charAt(j - 1) != MailboxName.DELIMITER);
                }
            } else {
                for (int j = length; j > 0; j--) {
                    reached[j] = reached[j - 1] && name.charAt(j - 1) == c;
                }
                reached[0] = false;
            }
        }
        return reached[length];
    }

    /** The highest name above {@code name} that matches: LSUB with {@code %} tells of it, RFC 3501 s6.3.9. */
    public Optional<String> matchingParent(String name) {
        if (!text.endsWith("%")) {
            return Optional.empty();
        }
        for (int at = name.indexOf(MailboxName.DELIMITER); at > 0; at = name.indexOf(MailboxName.DELIMITER, at + 1)) {
            if (matches(name, at)) {
                return Optional.of(name.substring(0, at));
            }
        }
        return Optional.empty();
    }
}
