package dev.postrider.imap.grammar;

/** What a client calls a command: {@code tag = 1*<any ASTRING-CHAR except "+">}, RFC 3501 s9. */
public record Tag(String text) {
    /** Longer ones are nobody's. */
    public static final int MAX_LENGTH = 100;

    /** Throws {@link IllegalArgumentException} if the text is none. */
    public Tag {
        if (!isValid(text)) {
            throw new IllegalArgumentException("Not a tag");
        }
    }

    static boolean isValid(String text) {
        if (text.isEmpty() || text.length() > MAX_LENGTH) {
            return false;
        }
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '+' || !Characters.isAstringChar(c)) {
                return false;
            }
        }
        return true;
    }

    @Override
    public String toString() {
        return text;
    }
}
