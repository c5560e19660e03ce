package dev.postrider.smtp;

import java.util.Optional;

/** The encoding of ENVID, ORCPT and AUTH values, RFC 3461 s4. */
public final class Xtext {
    private static final String HEX = "0123456789ABCDEF";

    private Xtext() {}

    /**
     * Decodes; empty if the text is no xtext, or stands for what is not printable US-ASCII.
     *
     * <pre>
     * xtext   = *( xchar / hexchar )
     * xchar   = any ASCII CHAR between "!" (33) and "~" (126) inclusive, except for "+" and "="
     * hexchar = "+" 2(%x30-39 / %x41-46)
     * </pre>
     */
    public static Optional<String> decode(String text) {
        StringBuilder out = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '+') {
                int value = i + 2 < text.length() ? hex(text.charAt(i + 1)) * 16 + hex(text.charAt(i + 2)) : -1;
                if (value < ' ' || value > '~') {
                    return Optional.empty();
                }
                out.append((char) value);
                i += 2;
            } else if (c < '!' || c > '~' || c == '=') {
                return Optional.empty();
            } else {
                out.append(c);
            }
        }
        return Optional.of(out.toString());
    }

    /** Encodes printable US-ASCII. */
    public static String encode(String text) {
        StringBuilder out = new StringBuilder(text.length() + 8);
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c > '~') {
                throw new IllegalArgumentException("xtext holds US-ASCII only");
            }
            if (c < '!' || c == '+' || c == '=') {
                out.append('+').append(HEX.charAt(c >> 4)).append(HEX.charAt(c & 15));
            } else {
                out.append(c);
            }
        }
        return out.toString();
    }

    /** A value so low for what is no digit that no sum with it is a character. */
    private static int hex(char c) {
        int value = HEX.indexOf(c);
        return value < 0 ? -1000 : value;
    }
}
