package dev.postrider.smtp;

import java.util.Optional;

/**
 * How a client names itself in EHLO or HELO, RFC 5321 s4.1.1.1.
 *
 * @param text safe to be written into a trace header: no spaces, quotes, parentheses or angle brackets
 */
public record ClientName(String text) {
    private static final int MAX_CHARACTERS = 255;

    /**
     * Reads an argument.
     *
     * <pre>ehlo = "EHLO" SP ( Domain / address-literal ) CRLF</pre>
     *
     * QUIRK(many): RFC 5321 s4.1.4 forbids to refuse mail for a name that does not resolve, and much software sends names with
     * underscores or bare host names. Everything that cannot break a header is let pass.
     */
    public static Optional<ClientName> parse(String argument) {
        if (argument.isEmpty() || argument.length() > MAX_CHARACTERS) {
            return Optional.empty();
        }
        for (int i = 0; i < argument.length(); i++) {
            char c = argument.charAt(i);
            boolean letterDigit = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
            if (!letterDigit && ".-_[]:".indexOf(c) < 0 && (c < 0xA0 || c == 0xFFFD)) {
                return Optional.empty();
            }
        }
        return Optional.of(new ClientName(argument));
    }
}
