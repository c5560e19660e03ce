package dev.postrider.smtp;

/**
 * The commands that have a name, and what is known of each without looking at its arguments.
 *
 * <p>Those that no listener of ours serves are listed as well: RFC 5321 s4.2.4 wants them told apart (502) from rubbish (500).
 */
public enum Verb {
    EHLO("EHLO"),
    HELO("HELO"),
    MAIL("MAIL"),
    RCPT("RCPT"),
    DATA("DATA"),
    RSET("RSET"),
    NOOP("NOOP"),
    VRFY("VRFY"),
    EXPN("EXPN"),
    HELP("HELP"),
    QUIT("QUIT"),
    STARTTLS("STARTTLS"),
    AUTH("AUTH"),
    XCLIENT("XCLIENT"),
    LHLO("LHLO"),
    BDAT("BDAT"),
    ETRN("ETRN"),
    TURN("TURN"),
    SEND("SEND"),
    SOML("SOML"),
    SAML("SAML"),
    /** No command of SMTP. */
    UNKNOWN("");

    private static final Verb[] ALL = values();

    private final String word;

    Verb(String word) {
        this.word = word;
    }

    /** The word that starts a line, up to its first space. Case does not matter, RFC 5321 s2.4. */
    public static Verb of(String line) {
        int length = wordLength(line);
        for (Verb verb : ALL) {
            if (verb.word.length() == length && length > 0 && line.regionMatches(true, 0, verb.word, 0, length)) {
                return verb;
            }
        }
        return UNKNOWN;
    }

    /** Does the line start with a request of HTTP? A browser made to talk to a mail port must not get to say more. */
    public static boolean isHttpRequest(String line) {
        String word = line.substring(0, wordLength(line));
        return switch (word) {
            case "GET", "POST", "PUT", "HEAD", "DELETE", "OPTIONS", "CONNECT", "TRACE", "PATCH", "PRI" -> true;
            default -> false;
        };
    }

    private static int wordLength(String line) {
        int space = line.indexOf(' ');
        return space < 0 ? line.length() : space;
    }
}
