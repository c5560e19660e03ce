package dev.postrider.smtp;

import dev.postrider.mail.Address;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * The argument of MAIL or RCPT, cut into its path and what follows.
 *
 * @param path what stands between the angle brackets, without a source route
 * @param parameters what follows the path, trimmed
 */
record PathText(String path, String parameters) {
    private static final int MAX_LOCAL_PART_OCTETS = 64;
    private static final int MAX_PATH_OCTETS = 256;

    /**
     * Cuts an argument; empty if it has no path.
     *
     * <pre>
     * argument = keyword ":" Path [ SP Mail-parameters ]
     * Path     = "&lt;" [ A-d-l ":" ] Mailbox "&gt;"
     * A-d-l    = At-domain *( "," At-domain )
     * </pre>
     *
     * QUIRK(many): a space between the colon and the path, which RFC 5321 s3.3 forbids to send, is let pass.
     *
     * @param keyword {@code FROM} or {@code TO}
     */
    static Optional<PathText> of(String argument, String keyword) {
        int colon = keyword.length();
        if (argument.length() <= colon
                || argument.charAt(colon) != ':'
                || !argument.regionMatches(true, 0, keyword, 0, colon)) {
            return Optional.empty();
        }
        int open = colon + 1;
        while (open < argument.length() && argument.charAt(open) == ' ') {
            open++;
        }
        if (open == argument.length() || argument.charAt(open) != '<') {
            return Optional.empty();
        }
        int close = closingBracket(argument, open + 1);
        if (close < 0 || (close + 1 < argument.length() && argument.charAt(close + 1) != ' ')) {
            return Optional.empty();
        }
        String path = withoutSourceRoute(argument.substring(open + 1, close));
        return Optional.of(new PathText(path, argument.substring(close + 1).strip()));
    }

    /** The path as a mailbox that this transaction permits. */
    Parsed<Address> mailbox(boolean smtputf8) {
        Optional<Address> address = Address.parse(path);
        if (address.isEmpty()) {
            return new Parsed.Invalid<>(
                    octets(path) > MAX_PATH_OCTETS - 2 ? GrammarFault.ADDRESS_TOO_LONG : GrammarFault.BAD_ADDRESS);
        }
        if (octets(address.get().localPart()) > MAX_LOCAL_PART_OCTETS) {
            return new Parsed.Invalid<>(GrammarFault.ADDRESS_TOO_LONG);
        }
        if (!smtputf8 && !address.get().isAscii()) {
            return new Parsed.Invalid<>(GrammarFault.NEEDS_SMTPUTF8);
        }
        return new Parsed.Valid<>(address.get());
    }

    /** RFC 5321 appendix C: a source route is accepted and ignored. */
    private static String withoutSourceRoute(String path) {
        if (!path.startsWith("@")) {
            return path;
        }
        boolean literal = false;
        for (int i = 0; i < path.length(); i++) {
            char c = path.charAt(i);
            if (c == '[') {
                literal = true;
            } else if (c == ']') {
                literal = false;
            } else if (c == ':' && !literal) {
                return path.substring(i + 1);
            }
        }
        return path;
    }

    /** The first {@code >} outside a quoted string, or -1. */
    private static int closingBracket(String text, int from) {
        boolean quoted = false;
        for (int i = from; i < text.length(); i++) {
            char c = text.charAt(i);
            if (quoted && c == '\\') {
                i++;
            } else if (c == '"') {
                quoted = !quoted;
            } else if (c == '>' && !quoted) {
                return i;
            }
        }
        return -1;
    }

    private static int octets(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) >= 0x80) {
                return text.getBytes(StandardCharsets.UTF_8).length;
            }
        }
        return text.length();
    }
}
