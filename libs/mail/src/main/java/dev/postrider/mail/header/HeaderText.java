package dev.postrider.mail.header;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** Turns the raw octets of header fields into text. */
public final class HeaderText {
    private HeaderText() {}

    /**
     * Octets to text: as UTF-8 (RFC 6532) if they are, else each octet as ISO-8859-1. NUL becomes U+FFFD, because neither
     * IMAP strings nor databases can carry it.
     */
    public static String decode(byte[] octets, int offset, int length) {
        boolean ascii = true;
        boolean nul = false;
        for (int i = offset, end = offset + length; i < end; i++) {
            ascii &= octets[i] >= 0;
            nul |= octets[i] == 0;
        }
        String text = ascii
                ? new String(octets, offset, length, StandardCharsets.ISO_8859_1)
                : eightBit(octets, offset, length);
        return nul ? text.replace('\0', '\uFFFD') : text;
    }

    /** Removes folding (RFC 5322 s2.2.3): every CR and LF goes, white space stays; ends are trimmed of white space. */
    public static String unfold(byte[] octets, int offset, int length) {
        int start = offset;
        int end = offset + length;
        while (start < end && isBlank(octets[start])) {
            start++;
        }
        while (end > start && isBlank(octets[end - 1])) {
            end--;
        }
        for (int i = start; i < end; i++) {
            if (octets[i] == '\n' || octets[i] == '\r') {
                byte[] unfolded = new byte[end - start];
                int size = 0;
                for (int j = start; j < end; j++) {
                    if (octets[j] != '\n' && octets[j] != '\r') {
                        unfolded[size++] = octets[j];
                    }
                }
                return decode(unfolded, 0, size);
            }
        }
        return decode(octets, start, end - start);
    }

    private static String eightBit(byte[] octets, int offset, int length) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(octets, offset, length))
                    .toString();
        } catch (CharacterCodingException notUtf8) {
            return new String(octets, offset, length, StandardCharsets.ISO_8859_1);
        }
    }

    private static boolean isBlank(byte octet) {
        return octet == ' ' || octet == '\t' || octet == '\r' || octet == '\n';
    }
}
