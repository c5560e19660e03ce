package dev.postrider.mail;

import java.util.Optional;

/**
 * An enhanced mail system status code, RFC 3463: {@code class "." subject "." detail}.
 *
 * @param classDigit 2 (success), 4 (persistent transient failure) or 5 (permanent failure)
 * @param subject 0 to 999
 * @param detail 0 to 999
 */
public record EnhancedStatusCode(int classDigit, int subject, int detail) {
    /** Other or undefined status: success. */
    public static final EnhancedStatusCode OK = new EnhancedStatusCode(2, 0, 0);
    /** Originator address valid. */
    public static final EnhancedStatusCode SENDER_OK = new EnhancedStatusCode(2, 1, 0);
    /** Destination address valid. */
    public static final EnhancedStatusCode RECIPIENT_OK = new EnhancedStatusCode(2, 1, 5);
    /** Authentication succeeded, RFC 4954 s6. */
    public static final EnhancedStatusCode AUTHENTICATED = new EnhancedStatusCode(2, 7, 0);
    /** A passing fault of ours. */
    public static final EnhancedStatusCode TRY_LATER = new EnhancedStatusCode(4, 3, 0);
    /** The system is not accepting network messages (shutting down). */
    public static final EnhancedStatusCode SHUTTING_DOWN = new EnhancedStatusCode(4, 3, 2);
    /** The mailbox is full: a later try may succeed. */
    public static final EnhancedStatusCode MAILBOX_FULL = new EnhancedStatusCode(4, 2, 2);
    /** The network gave no answer. */
    public static final EnhancedStatusCode NO_ANSWER = new EnhancedStatusCode(4, 4, 1);
    /** The connection broke. */
    public static final EnhancedStatusCode BAD_CONNECTION = new EnhancedStatusCode(4, 4, 2);
    /** The directory server did not answer. */
    public static final EnhancedStatusCode DIRECTORY_FAILURE = new EnhancedStatusCode(4, 4, 3);
    /** The delivery time expired. */
    public static final EnhancedStatusCode EXPIRED = new EnhancedStatusCode(4, 4, 7);
    /** Too many recipients: send the rest in another transaction. */
    public static final EnhancedStatusCode TOO_MANY_RECIPIENTS = new EnhancedStatusCode(4, 5, 3);
    /** Other or undefined status: permanent failure. */
    public static final EnhancedStatusCode FAILED = new EnhancedStatusCode(5, 0, 0);
    /** The mailbox does not exist. */
    public static final EnhancedStatusCode UNKNOWN_MAILBOX = new EnhancedStatusCode(5, 1, 1);
    /** The destination system does not exist. */
    public static final EnhancedStatusCode UNKNOWN_SYSTEM = new EnhancedStatusCode(5, 1, 2);
    /** Bad destination address syntax. */
    public static final EnhancedStatusCode BAD_RECIPIENT_SYNTAX = new EnhancedStatusCode(5, 1, 3);
    /** Bad sender's address syntax. */
    public static final EnhancedStatusCode BAD_SENDER_SYNTAX = new EnhancedStatusCode(5, 1, 7);
    /** The recipient's domain has a null MX, RFC 7505. */
    public static final EnhancedStatusCode NULL_MX = new EnhancedStatusCode(5, 1, 10);
    /** The mailbox is disabled. */
    public static final EnhancedStatusCode MAILBOX_DISABLED = new EnhancedStatusCode(5, 2, 1);
    /** The message exceeds a fixed size limit. */
    public static final EnhancedStatusCode MESSAGE_TOO_BIG = new EnhancedStatusCode(5, 3, 4);
    /** Routing loop detected. */
    public static final EnhancedStatusCode LOOP = new EnhancedStatusCode(5, 4, 6);
    /** The command is not valid at this point. */
    public static final EnhancedStatusCode INVALID_COMMAND = new EnhancedStatusCode(5, 5, 1);
    /** Syntax error. */
    public static final EnhancedStatusCode SYNTAX_ERROR = new EnhancedStatusCode(5, 5, 2);
    /** Invalid command arguments. */
    public static final EnhancedStatusCode INVALID_ARGUMENTS = new EnhancedStatusCode(5, 5, 4);
    /** The content cannot be converted, or needs SMTPUTF8 or 8BITMIME that the other side lacks. */
    public static final EnhancedStatusCode CONVERSION_NOT_POSSIBLE = new EnhancedStatusCode(5, 6, 3);
    /** A non-ASCII address where it is not permitted, RFC 6531 s3.5. */
    public static final EnhancedStatusCode NON_ASCII_NOT_PERMITTED = new EnhancedStatusCode(5, 6, 7);
    /** Delivery not authorised. */
    public static final EnhancedStatusCode NOT_AUTHORISED = new EnhancedStatusCode(5, 7, 1);
    /** Authentication credentials invalid, RFC 4954 s6. */
    public static final EnhancedStatusCode BAD_CREDENTIALS = new EnhancedStatusCode(5, 7, 8);
    /** Encryption required first, RFC 4954 s6 and RFC 3207. */
    public static final EnhancedStatusCode ENCRYPTION_REQUIRED = new EnhancedStatusCode(5, 7, 11);

    /** Throws {@link IllegalArgumentException} outside the ranges of RFC 3463 s2. */
    public EnhancedStatusCode {
        if ((classDigit != 2 && classDigit != 4 && classDigit != 5)
                || subject < 0
                || subject > 999
                || detail < 0
                || detail > 999) {
            throw new IllegalArgumentException(classDigit + "." + subject + "." + detail);
        }
    }

    /**
     * Reads a whole text as a status code.
     *
     * <pre>status-code = class "." subject "." detail ; class = "2"/"4"/"5", subject and detail = 1*3DIGIT</pre>
     */
    public static Optional<EnhancedStatusCode> parse(String text) {
        int length = text.length();
        if (length < 5 || length > 9 || text.charAt(1) != '.') {
            return Optional.empty();
        }
        int classDigit = text.charAt(0) - '0';
        int dot = text.indexOf('.', 2);
        if (dot < 0 || (classDigit != 2 && classDigit != 4 && classDigit != 5)) {
            return Optional.empty();
        }
        int subject = number(text, 2, dot);
        int detail = number(text, dot + 1, length);
        return subject < 0 || detail < 0
                ? Optional.empty()
                : Optional.of(new EnhancedStatusCode(classDigit, subject, detail));
    }

    /** May a later try succeed? */
    public boolean isTransient() {
        return classDigit == 4;
    }

    @Override
    public String toString() {
        return classDigit + "." + subject + "." + detail;
    }

    private static int number(String text, int from, int to) {
        if (to <= from || to - from > 3) {
            return -1;
        }
        int result = 0;
        for (int i = from; i < to; i++) {
            char c = text.charAt(i);
            if (c < '0' || c > '9') {
                return -1;
            }
            result = result * 10 + (c - '0');
        }
        return result;
    }
}
