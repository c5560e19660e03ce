package dev.postrider.mailbox.name;

import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The full path of a mailbox, {@code level *("/" level)}: UTF-8 in NFC, at most {@value #MAX_OCTETS} octets and {@value #MAX_LEVELS}
 * levels, no control characters. The first level INBOX, in any case, is written in upper case (RFC 3501 s5.1).
 */
public record MailboxName(String text) {
    public static final int MAX_OCTETS = 1000;
    public static final int MAX_LEVELS = 32;
    public static final char DELIMITER = '/';
    public static final MailboxName INBOX = new MailboxName("INBOX");

    /** Throws {@link IllegalArgumentException} for a text that {@link #parse} would not give. */
    public MailboxName {
        if (!isValid(text)) {
            throw new IllegalArgumentException("Not a mailbox name");
        }
    }

    /** Reads a name as a client gives it; one delimiter at the end is dropped (RFC 3501 s6.3.3). */
    public static Optional<MailboxName> parse(String given) {
        String text = given.endsWith("/") ? given.substring(0, given.length() - 1) : given;
        if (!Normalizer.isNormalized(text, Normalizer.Form.NFC)) {
            text = Normalizer.normalize(text, Normalizer.Form.NFC);
        }
        if (text.regionMatches(true, 0, "INBOX", 0, 5) && (text.length() == 5 || text.charAt(5) == DELIMITER)) {
            text = "INBOX" + text.substring(5);
        }
        return isValid(text) ? Optional.of(new MailboxName(text)) : Optional.empty();
    }

    public boolean isInbox() {
        return text.equals("INBOX");
    }

    /** The names above it, the highest first; none of a name at the top. */
    public List<MailboxName> parents() {
        List<MailboxName> parents = new ArrayList<>();
        for (int at = text.indexOf(DELIMITER); at >= 0; at = text.indexOf(DELIMITER, at + 1)) {
            parents.add(new MailboxName(text.substring(0, at)));
        }
        return parents;
    }

    /** Is this name below that one? */
    public boolean isBelow(MailboxName other) {
        return text.startsWith(other.childPrefix());
    }

    /** What the names of all mailboxes below it start with. */
    public String childPrefix() {
        return text + DELIMITER;
    }

    /** This name, which is below {@code from}, when {@code from} is called {@code to}; empty if it then breaks a limit. */
    public Optional<MailboxName> moved(MailboxName from, MailboxName to) {
        String result = to.text + text.substring(from.text.length());
        return isValid(result) ? Optional.of(new MailboxName(result)) : Optional.empty();
    }

    @Override
    public String toString() {
        return text;
    }

    private static boolean isValid(String text) {
        if (text.isEmpty() || text.length() > MAX_OCTETS || text.getBytes(StandardCharsets.UTF_8).length > MAX_OCTETS) {
            return false;
        }
        int levels = 1;
        char previous = DELIMITER;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < 0x20 || c == 0x7F || (c == DELIMITER && previous == DELIMITER) || isLoneSurrogate(text, i)) {
                return false;
            }
            levels += c == DELIMITER ? 1 : 0;
            previous = c;
        }
        boolean inboxInUpperCase = !text.regionMatches(true, 0, "INBOX", 0, 5)
                || (text.length() > 5 && text.charAt(5) != DELIMITER)
                || text.startsWith("INBOX");
        return previous != DELIMITER && levels <= MAX_LEVELS && inboxInUpperCase;
    }

    private static boolean isLoneSurrogate(String text, int index) {
        char c = text.charAt(index);
        if (Character.isHighSurrogate(c)) {
            return index + 1 == text.length() || !Character.isLowSurrogate(text.charAt(index + 1));
        }
        return Character.isLowSurrogate(c) && (index == 0 || !Character.isHighSurrogate(text.charAt(index - 1)));
    }
}
