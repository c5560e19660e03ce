package dev.postrider.imap.grammar;

import java.util.Optional;

/**
 * The name of a mailbox, RFC 3501 s5.1: the whole path, as people read it. INBOX is in upper case, whatever the client wrote. Whether the store takes the
 * name is the store's to say.
 */
public record MailboxName(String text) {
    public static final char DELIMITER = '/';
    public static final int MAX_LENGTH = 1000;

    private static final String INBOX = "INBOX";

    /** Throws {@link IllegalArgumentException} for an empty or overlong name, or one with control characters. */
    public MailboxName {
        if (text.isEmpty() || text.length() > MAX_LENGTH || text.chars().anyMatch(c -> c < ' ' || c == 0x7F)) {
            throw new IllegalArgumentException("Not a name of a mailbox");
        }
        text = withInboxInUpperCase(text);
    }

    /** {@code mailbox = "INBOX" / astring}, in modified UTF-7. */
    public static Optional<MailboxName> parse(String modifiedUtf7) {
        return ModifiedUtf7.decode(modifiedUtf7)
                .filter(name -> !name.isEmpty()
                        && name.length() <= MAX_LENGTH
                        && name.chars().noneMatch(c -> c < ' ' || c == 0x7F))
                .map(MailboxName::new);
    }

    /** A client may write INBOX, and what stands above the first delimiter, as it likes. */
    static String withInboxInUpperCase(String name) {
        boolean inbox = name.regionMatches(true, 0, INBOX, 0, INBOX.length())
                && (name.length() == INBOX.length() || name.charAt(INBOX.length()) == DELIMITER);
        return inbox ? INBOX + name.substring(INBOX.length()) : name;
    }

    public boolean isInbox() {
        return text.equals(INBOX);
    }

    /** As IMAP4rev1 writes it. */
    public String encoded() {
        return ModifiedUtf7.encode(text);
    }

    @Override
    public String toString() {
        return text;
    }
}
