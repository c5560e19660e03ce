package dev.postrider.mailauth.results;

import java.util.Optional;

/** Reads who speaks in an Authentication-Results field: the start of its value (RFC 8601 s2.2). */
final class AuthservId {
    private static final String TSPECIALS = "()<>@,;:\\\"/[]?=";

    private final String value;
    private int at;
    private boolean malformed;

    private AuthservId(String value) {
        this.value = value;
    }

    /**
     * {@code authres-payload = [CFWS] authserv-id [ CFWS authres-version ] ( no-result / 1*resinfo ) [CFWS] [CRLF]}; empty if it does
     * not start like this.
     *
     * @param value unfolded
     */
    static Optional<String> of(String value) {
        AuthservId reader = new AuthservId(value);
        reader.commentsAndSpace();
        String identifier = reader.value();
        reader.commentsAndSpace();
        reader.version();
        reader.commentsAndSpace();
        boolean ends = reader.at == value.length() || value.charAt(reader.at) == ';';
        return ends && !reader.malformed && !identifier.isEmpty() ? Optional.of(identifier) : Optional.empty();
    }

    /** {@code value = token / quoted-string}. */
    private String value() {
        if (at < value.length() && value.charAt(at) == '"') {
            return quotedString();
        }
        int start = at;
        while (at < value.length() && isTokenCharacter(value.charAt(at))) {
            at++;
        }
        return value.substring(start, at);
    }

    /** {@code authres-version = 1*DIGIT [CFWS]}. */
    private void version() {
        while (at < value.length() && value.charAt(at) >= '0' && value.charAt(at) <= '9') {
            at++;
        }
    }

    private String quotedString() {
        StringBuilder text = new StringBuilder();
        at++;
        while (at < value.length()) {
            char letter = value.charAt(at++);
            if (letter == '"') {
                return text.toString();
            }
            if (letter == '\\' && at < value.length()) {
                letter = value.charAt(at++);
            }
            text.append(letter);
        }
        malformed = true;
        return "";
    }

    /** {@code CFWS}; comments may nest, to any depth, at the cost of a counter. */
    private void commentsAndSpace() {
        int depth = 0;
        while (at < value.length()) {
            char letter = value.charAt(at);
            if (letter == '(') {
                depth++;
            } else if (depth > 0 && letter == ')') {
                depth--;
            } else if (depth > 0 && letter == '\\') {
                at++;
            } else if (depth == 0 && letter != ' ' && letter != '\t') {
                return;
            }
            at++;
        }
        at = Math.min(at, value.length());
        malformed |= depth > 0;
    }

    private static boolean isTokenCharacter(char letter) {
        return letter > ' ' && letter != 0x7f && TSPECIALS.indexOf(letter) < 0;
    }
}
