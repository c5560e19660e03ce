package dev.postrider.mailbox.message;

import java.text.Normalizer;
import java.util.Locale;

/**
 * Brings texts into the form in which they are compared: composed (NFC) and without case, for scripts that have one. Idempotent
 * in effect: both the stored texts and the needles pass through here, and nowhere else is case looked at.
 */
public final class TextFold {
    private TextFold() {}

    /** Folds a text. NUL, which the database cannot store, becomes U+FFFD, and so does half a surrogate pair. */
    public static String fold(String text) {
        if (isPlain(text)) {
            return asciiLower(text);
        }
        String composed = Normalizer.normalize(text, Normalizer.Form.NFC);
        String folded = composed.toUpperCase(Locale.ROOT).toLowerCase(Locale.ROOT);
        return replaceUnstorable(folded);
    }

    private static boolean isPlain(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c >= 0x80 || c == 0) {
                return false;
            }
        }
        return true;
    }

    private static String asciiLower(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c >= 'A' && c <= 'Z') {
                return text.toLowerCase(Locale.ROOT);
            }
        }
        return text;
    }

    private static String replaceUnstorable(String text) {
        StringBuilder out = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (Character.isHighSurrogate(c) && i + 1 < text.length() && Character.isLowSurrogate(text.charAt(i + 1))) {
                out.append(c).append(text.charAt(++i));
            } else {
                out.append(c == 0 || Character.isSurrogate(c) ? '\uFFFD' : c);
            }
        }
        return out.toString();
    }
}
