package dev.postrider.imap.grammar;

/** The classes of characters of RFC 3501 s9. */
final class Characters {
    private Characters() {}

    /** {@code ATOM-CHAR = <any CHAR except atom-specials>}. */
    static boolean isAtomChar(char c) {
        return c > ' ' && c < 0x7F && "(){%*\"\\]".indexOf(c) < 0;
    }

    /** {@code ASTRING-CHAR = ATOM-CHAR / resp-specials}. */
    static boolean isAstringChar(char c) {
        return c == ']' || isAtomChar(c);
    }

    /** {@code list-char = ATOM-CHAR / list-wildcards / resp-specials}. */
    static boolean isListChar(char c) {
        return c == '%' || c == '*' || isAstringChar(c);
    }

    static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }
}
