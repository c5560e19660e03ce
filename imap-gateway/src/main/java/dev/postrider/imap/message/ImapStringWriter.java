package dev.postrider.imap.message;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/**
 * Writes the elements of server responses as octets, RFC 3501 s4 and s9. Grows as needed; not thread-safe.
 *
 * <p>A text becomes a quoted string where that is allowed, else a literal: with CR, LF, NUL or octets above 127, or with more
 * than {@value #MAX_QUOTED} octets.
 */
public final class ImapStringWriter {
    /** Longer strings are literals, for clients with small line buffers. */
    public static final int MAX_QUOTED = 1000;

    private static final byte[] NIL = {'N', 'I', 'L'};

    private final boolean utf8;
    private byte[] octets = new byte[512];
    private int size;

    /** For a client that has not enabled UTF-8. */
    public ImapStringWriter() {
        this(false);
    }

    /**
     * @param utf8 quoted strings may have UTF-8: after ENABLE IMAP4rev2 or UTF8=ACCEPT (RFC 9051, RFC 6855)
     */
    public ImapStringWriter(boolean utf8) {
        this.utf8 = utf8;
    }

    /** ASCII as it is: atoms, spaces, parentheses. */
    @SuppressWarnings(
            "deprecation") // String.getBytes(int, int, byte[], int) is the one copy of ASCII without a buffer.
    public ImapStringWriter raw(String ascii) {
        int length = ascii.length();
        reserve(length);
        ascii.getBytes(0, length, octets, size);
        size += length;
        return this;
    }

    /** Octets as they are. */
    public ImapStringWriter raw(byte[] bytes) {
        reserve(bytes.length);
        System.arraycopy(bytes, 0, octets, size, bytes.length);
        size += bytes.length;
        return this;
    }

    /** Octets as they are, from the buffer's position to its limit; neither moves. */
    public ImapStringWriter raw(ByteBuffer bytes) {
        int length = bytes.remaining();
        reserve(length);
        bytes.get(bytes.position(), octets, size, length);
        size += length;
        return this;
    }

    /** A number. */
    public ImapStringWriter number(long value) {
        return raw(Long.toString(value));
    }

    /** {@code NIL}. */
    public ImapStringWriter nil() {
        return raw(NIL);
    }

    /** {@code string = quoted / literal}. */
    public ImapStringWriter string(String text) {
        if (isQuotable(text)) {
            return quoted(text);
        }
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        return utf8 && bytes.length <= MAX_QUOTED && hasNoLineBreakOrNul(bytes) ? quotedUtf8(bytes) : literal(bytes);
    }

    /** {@code nstring = string / nil}. */
    public ImapStringWriter nstring(Optional<String> text) {
        return text.isPresent() ? string(text.get()) : nil();
    }

    /** {@code astring = 1*ASTRING-CHAR / string}. */
    public ImapStringWriter astring(String text) {
        boolean atom = !text.isEmpty() && text.length() <= MAX_QUOTED;
        for (int i = 0; atom && i < text.length(); i++) {
            atom = isAstringChar(text.charAt(i));
        }
        return atom ? raw(text) : string(text);
    }

    /** {@code literal = "{" number "}" CRLF *CHAR8}. */
    public ImapStringWriter literal(byte[] bytes) {
        return literalHeader(bytes.length).raw(bytes);
    }

    /** Announces a literal whose octets are written elsewhere, right behind. */
    public ImapStringWriter literalHeader(long length) {
        return raw("{").number(length).raw("}\r\n");
    }

    /** Octets written so far. */
    public int size() {
        return size;
    }

    /** A copy of the octets written so far. */
    public byte[] toByteArray() {
        return Arrays.copyOf(octets, size);
    }

    /** Starts again from nothing. */
    public void reset() {
        size = 0;
    }

    /** The octets as ISO-8859-1, for tests and logs. */
    @Override
    public String toString() {
        return new String(octets, 0, size, StandardCharsets.ISO_8859_1);
    }

    private ImapStringWriter quoted(String ascii) {
        if (ascii.indexOf('"') < 0 && ascii.indexOf('\\') < 0) {
            return raw("\"").raw(ascii).raw("\"");
        }
        return quotedUtf8(ascii.getBytes(StandardCharsets.US_ASCII));
    }

    private ImapStringWriter quotedUtf8(byte[] bytes) {
        reserve(2 * bytes.length + 2);
        octets[size++] = '"';
        for (byte octet : bytes) {
            if (octet == '"' || octet == '\\') {
                octets[size++] = '\\';
            }
            octets[size++] = octet;
        }
        octets[size++] = '"';
        return this;
    }

    /** {@code quoted = DQUOTE *QUOTED-CHAR DQUOTE}. */
    private static boolean isQuotable(String text) {
        if (text.length() > MAX_QUOTED) {
            return false;
        }
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == 0 || c == '\r' || c == '\n' || c > 0x7F) {
                return false;
            }
        }
        return true;
    }

    private static boolean hasNoLineBreakOrNul(byte[] bytes) {
        for (byte octet : bytes) {
            if (octet == 0 || octet == '\r' || octet == '\n') {
                return false;
            }
        }
        return true;
    }

    /** {@code ASTRING-CHAR = ATOM-CHAR / resp-specials}. */
    private static boolean isAstringChar(char c) {
        return c > 0x20 && c < 0x7F && "(){%*\"\\".indexOf(c) < 0;
    }

    private void reserve(int more) {
        if (octets.length - size < more) {
            octets = Arrays.copyOf(octets, Math.max(octets.length * 2, size + more));
        }
    }
}
