package dev.postrider.mailauth.dkim;

import java.util.Optional;

/** {@code dkim-quoted-printable} (RFC 6376 s2.11). */
final class QuotedPrintable {
    private QuotedPrintable() {}

    /** One character per octet; empty if an equals sign is not followed by two hexadecimal digits. */
    static Optional<String> decode(String text) {
        StringBuilder decoded = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char letter = text.charAt(i);
            if (letter != '=') {
                decoded.append(letter);
                continue;
            }
            int high = i + 2 < text.length() ? Character.digit(text.charAt(i + 1), 16) : -1;
            int low = i + 2 < text.length() ? Character.digit(text.charAt(i + 2), 16) : -1;
            if (high < 0 || low < 0) {
                return Optional.empty();
            }
            decoded.append((char) (16 * high + low));
            i += 2;
        }
        return Optional.of(decoded.toString());
    }
}
