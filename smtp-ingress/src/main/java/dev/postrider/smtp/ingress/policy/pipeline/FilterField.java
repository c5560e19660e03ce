package dev.postrider.smtp.ingress.policy.pipeline;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;

/** A header field that a filter wants added, made safe: whatever it says, it is one field. */
public final class FilterField {
    private static final int MAX_NAME = 76;
    private static final int MAX_VALUE = 8 * 1024;
    private static final int ENCODED_WORD_OCTETS = 45;

    private FilterField() {}

    /**
     * The field with its CRLF. Line ends in the value become folding; what no header may hold becomes a question mark, and what is not
     * ASCII stays only if {@code utf8}. Empty if the name is none, or the value is longer than 8 KiB.
     */
    public static Optional<String> of(String name, String value, boolean utf8) {
        boolean isName = !name.isEmpty()
                && name.length() <= MAX_NAME
                && name.chars().allMatch(c -> c > ' ' && c < 0x7F && c != ':');
        if (!isName || value.length() > MAX_VALUE) {
            return Optional.empty();
        }
        StringBuilder out = new StringBuilder(name).append(": ");
        for (String line : value.strip()
                .lines()
                .map(String::strip)
                .filter(line -> !line.isEmpty())
                .toList()) {
            if (out.length() > name.length() + 2) {
                out.append("\r\n\t");
            }
            line.codePoints().forEach(c -> out.appendCodePoint(isHarmless(c, utf8) ? c : '?'));
        }
        return Optional.of(out.append("\r\n").toString());
    }

    /** A Subject; what is not ASCII is written as encoded words (RFC 2047 s4.1). */
    public static Optional<String> subject(String text) {
        String line = text.strip().replaceAll("\\s+", " ");
        return line.chars().allMatch(c -> c >= ' ' && c < 0x7F)
                ? of("Subject", line, false)
                : of("Subject", encodedWords(line), false);
    }

    /** {@code encoded-word = "=?" charset "?" encoding "?" encoded-text "?="}, none longer than 75 characters. */
    private static String encodedWords(String text) {
        StringBuilder out = new StringBuilder();
        StringBuilder part = new StringBuilder();
        int octets = 0;
        for (int c : text.codePoints().toArray()) {
            String letter = Character.toString(c);
            int more = letter.getBytes(StandardCharsets.UTF_8).length;
            if (octets + more > ENCODED_WORD_OCTETS) {
                append(out, part);
                octets = 0;
            }
            part.append(letter);
            octets += more;
        }
        append(out, part);
        return out.toString();
    }

    private static void append(StringBuilder out, StringBuilder part) {
        String encoded = Base64.getEncoder().encodeToString(part.toString().getBytes(StandardCharsets.UTF_8));
        out.append(out.isEmpty() ? "=?UTF-8?B?" : "\n=?UTF-8?B?")
                .append(encoded)
                .append("?=");
        part.setLength(0);
    }

    private static boolean isHarmless(int c, boolean utf8) {
        return c == '\t' || (c >= ' ' && c < 0x7F) || (utf8 && c > 0x9F && c != 0x2028 && c != 0x2029);
    }
}
