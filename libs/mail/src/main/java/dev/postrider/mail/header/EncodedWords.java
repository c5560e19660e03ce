package dev.postrider.mail.header;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.Base64;
import java.util.Locale;

/**
 * Encoded words in header fields, RFC 2047: {@code encoded-word = "=?" charset "?" encoding "?" encoded-text "?="}, with the
 * language of RFC 2231 s5.
 */
public final class EncodedWords {
    private final String text;
    private final StringBuilder out;
    /** Octets of words that stand side by side in one charset: some senders split characters between them. */
    private final ByteArrayOutputStream octets = new ByteArrayOutputStream();

    private String charset = "";

    private EncodedWords(String text) {
        this.text = text;
        this.out = new StringBuilder(text.length());
    }

    /** Decodes every encoded word in a text. What is not one stays as it is. Never fails. */
    public static String decode(String text) {
        return text.indexOf("=?") < 0 ? text : new EncodedWords(text).run();
    }

    private String run() {
        int done = 0;
        int at = text.indexOf("=?");
        // Behind the last "?=" no word can end: without this bound, many starts would make it quadratic.
        int last = text.lastIndexOf("?=");
        while (at >= 0 && at < last) {
            int end = word(at, done);
            if (end > 0) {
                done = end;
                at = text.indexOf("=?", end);
            } else {
                at = text.indexOf("=?", at + 2);
            }
        }
        flush();
        return out.append(text, done, text.length()).toString();
    }

    /** Reads the word that may start here. Returns where it ends, or -1. */
    private int word(int start, int done) {
        int charsetEnd = text.indexOf('?', start + 2);
        if (charsetEnd < 0 || charsetEnd == start + 2 || charsetEnd + 3 >= text.length()) {
            return -1;
        }
        char encoding = Character.toLowerCase(text.charAt(charsetEnd + 1));
        if (text.charAt(charsetEnd + 2) != '?' || (encoding != 'q' && encoding != 'b') || hasSpace(start, charsetEnd)) {
            return -1;
        }
        int textStart = charsetEnd + 3;
        int textEnd = text.indexOf("?=", textStart);
        if (textEnd < 0) {
            return -1;
        }
        String named = text.substring(start + 2, charsetEnd);
        int language = named.indexOf('*');
        String name = (language < 0 ? named : named.substring(0, language)).toLowerCase(Locale.ROOT);
        // White space between two encoded words is not shown, RFC 2047 s6.2.
        boolean adjoins = done > 0 && text.substring(done, start).isBlank();
        if (!adjoins || !name.equals(charset)) {
            flush();
            if (!adjoins) {
                out.append(text, done, start);
            }
            charset = name;
        }
        if (encoding == 'q') {
            quoted(textStart, textEnd);
        } else {
            base64(textStart, textEnd);
        }
        return textEnd + 2;
    }

    private void flush() {
        if (octets.size() > 0) {
            byte[] collected = octets.toByteArray();
            out.append(LenientDecoder.decode(charset, collected, 0, collected.length));
            octets.reset();
        }
    }

    /** RFC 2047 s4.2. */
    private void quoted(int from, int to) {
        for (int i = from; i < to; i++) {
            char c = text.charAt(i);
            if (c == '_') {
                octets.write(' ');
            } else if (c == '=' && i + 2 < to && hex(i + 1) >= 0 && hex(i + 2) >= 0) {
                octets.write(hex(i + 1) << 4 | hex(i + 2));
                i += 2;
            } else {
                other(c);
            }
        }
    }

    /** RFC 2047 s4.1. */
    private void base64(int from, int to) {
        byte[] clean = new byte[to - from];
        int size = 0;
        for (int i = from; i < to; i++) {
            char c = text.charAt(i);
            if ((c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '+' || c == '/') {
                clean[size++] = (byte) c;
            }
        }
        // A single character at the end carries no whole octet.
        int whole = size % 4 == 1 ? size - 1 : size;
        octets.writeBytes(Base64.getDecoder().decode(Arrays.copyOf(clean, whole)));
    }

    /** A character that should have been encoded: it goes in as it would stand in a header. */
    private void other(char c) {
        if (c < 0x80) {
            octets.write(c);
        } else {
            flush();
            out.append(c);
        }
    }

    private boolean hasSpace(int from, int to) {
        for (int i = from; i < to; i++) {
            if (text.charAt(i) <= ' ') {
                return true;
            }
        }
        return false;
    }

    private int hex(int index) {
        return index < text.length() ? Character.digit(text.charAt(index), 16) : -1;
    }
}
