package dev.postrider.imap.grammar;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;

/** The international naming convention of mailboxes, RFC 3501 s5.1.3. */
final class ModifiedUtf7 {
    private ModifiedUtf7() {}

    /** Empty if the text is not in this form: unknown characters, unended shifts, characters that need no shift in one, lone surrogates. */
    static Optional<String> decode(String text) {
        StringBuilder decoded = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < ' ' || c > '~') {
                return Optional.empty();
            }
            if (c != '&') {
                decoded.append(c);
                continue;
            }
            int dash = text.indexOf('-', i);
            if (dash < 0) {
                return Optional.empty();
            }
            if (dash == i + 1) {
                decoded.append('&');
            } else {
                Optional<String> shifted = shifted(text.substring(i + 1, dash));
                if (shifted.isEmpty()) {
                    return Optional.empty();
                }
                decoded.append(shifted.get());
            }
            i = dash;
        }
        return Optional.of(decoded.toString());
    }

    private static Optional<String> shifted(String base64) {
        if (base64.indexOf('/') >= 0 || base64.length() % 4 == 1) {
            return Optional.empty();
        }
        try {
            byte[] utf16 = Base64.getDecoder().decode(base64.replace(',', '/'));
            if (utf16.length == 0 || utf16.length % 2 != 0) {
                return Optional.empty();
            }
            String text = StandardCharsets.UTF_16BE
                    .newDecoder()
                    .decode(ByteBuffer.wrap(utf16))
                    .toString();
            boolean needless = text.chars().anyMatch(c -> c >= ' ' && c <= '~');
            return needless ? Optional.empty() : Optional.of(text);
        } catch (IllegalArgumentException | CharacterCodingException malformed) {
            return Optional.empty();
        }
    }

    /** Any text has this form. */
    static String encode(String text) {
        StringBuilder encoded = new StringBuilder(text.length());
        int i = 0;
        while (i < text.length()) {
            char c = text.charAt(i);
            if (c >= ' ' && c <= '~') {
                encoded.append(c == '&' ? "&-" : String.valueOf(c));
                i++;
                continue;
            }
            int from = i;
            while (i < text.length() && (text.charAt(i) < ' ' || text.charAt(i) > '~')) {
                i++;
            }
            byte[] utf16 = text.substring(from, i).getBytes(StandardCharsets.UTF_16BE);
            String base64 = Base64.getEncoder().withoutPadding().encodeToString(utf16);
            encoded.append('&').append(base64.replace('/', ',')).append('-');
        }
        return encoded.toString();
    }
}
