package dev.postrider.imap.grammar;

/** A command is not what the grammar says. The message is for the client. Never leaves the parsers. */
public final class SyntaxFault extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** What kind of refusal it is. */
    public enum Kind {
        /** BAD. */
        SYNTAX,
        /** NO [LIMIT]: right, but too much. */
        LIMIT,
        /** NO [BADCHARSET]. */
        CHARSET,
        /** NO [CANNOT]: right, but not here. */
        CANNOT
    }

    private final Kind kind;

    public SyntaxFault(Kind kind, String message) {
        // An answer, not a bug: nobody needs to know where it was made.
        super(message, null, false, false);
        this.kind = kind;
    }

    static SyntaxFault syntax(String message) {
        return new SyntaxFault(Kind.SYNTAX, message);
    }

    static SyntaxFault limit(String message) {
        return new SyntaxFault(Kind.LIMIT, message);
    }

    public Kind kind() {
        return kind;
    }

    /** For the client. */
    public String text() {
        return String.valueOf(getMessage());
    }
}
