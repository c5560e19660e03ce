package dev.postrider.mail.mime;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The value of Content-Type or Content-Disposition: tokens, then parameters (RFC 2045 s5.1, RFC 2183 s2). Comments are left out.
 *
 * @param token the first token, lower case; may be empty
 * @param subtoken what follows a slash, lower case; empty if there is no slash
 * @param parameters continuations joined
 */
record StructuredValue(String token, String subtoken, List<Parameter> parameters) {
    private static final int MAX_PARAMETERS = 1000;

    /** Reads an unfolded field value. */
    static StructuredValue parse(String value) {
        return new Reader(value).read();
    }

    /** The first token of a field such as Content-Transfer-Encoding, lower case. */
    static Optional<String> firstToken(String value) {
        String token = new Reader(value).token().toLowerCase(Locale.ROOT);
        return token.isEmpty() ? Optional.empty() : Optional.of(token);
    }

    /** {@code 1#Language-tag} of Content-Language, RFC 3282 s2. */
    static List<String> tokens(String value) {
        List<String> out = new ArrayList<>(2);
        Reader reader = new Reader(value);
        while (!reader.atEnd() && out.size() < MAX_PARAMETERS) {
            String token = reader.token();
            if (token.isEmpty()) {
                reader.at++;
            } else {
                out.add(token);
            }
        }
        return out;
    }

    private static final class Reader {
        private final String text;
        private int at;

        Reader(String text) {
            this.text = text;
        }

        StructuredValue read() {
            String token = token().toLowerCase(Locale.ROOT);
            String subtoken = "";
            skipBlank();
            if (!atEnd() && text.charAt(at) == '/') {
                at++;
                subtoken = token().toLowerCase(Locale.ROOT);
            }
            List<Parameter> parameters = new ArrayList<>(2);
            while (!atEnd() && parameters.size() < MAX_PARAMETERS) {
                parameter(parameters);
            }
            return new StructuredValue(token, subtoken, ParameterValues.join(parameters));
        }

        /** {@code parameter = attribute "=" value}, {@code value = token / quoted-string}; also what stands for one. */
        private void parameter(List<Parameter> out) {
            skipBlank();
            if (!atEnd() && text.charAt(at) == ';') {
                at++;
                return;
            }
            String name = token().toLowerCase(Locale.ROOT);
            skipBlank();
            if (name.isEmpty() || atEnd() || text.charAt(at) != '=') {
                skipToSemicolon();
                return;
            }
            at++;
            skipBlank();
            out.add(new Parameter(name, !atEnd() && text.charAt(at) == '"' ? quotedString() : bareValue()));
        }

        /** {@code token = 1*<any CHAR except SPACE, CTLs, or tspecials>}. May be empty. */
        String token() {
            skipBlank();
            if (atEnd()) {
                return "";
            }
            int start = at;
            while (!atEnd() && isTokenChar(text.charAt(at))) {
                at++;
            }
            return text.substring(start, at);
        }

        private String quotedString() {
            StringBuilder out = new StringBuilder();
            at++;
            while (!atEnd() && text.charAt(at) != '"') {
                if (text.charAt(at) == '\\' && at + 1 < text.length()) {
                    at++;
                }
                out.append(text.charAt(at++));
            }
            at++;
            return out.toString();
        }

        /** QUIRK(unquoted values): many senders leave the quotes away where spaces and tspecials need them. */
        private String bareValue() {
            if (atEnd()) {
                return "";
            }
            int start = at;
            while (!atEnd() && text.charAt(at) != ';' && !isComment(at)) {
                at++;
            }
            return text.substring(start, at).stripTrailing();
        }

        /** Parentheses within a word, as in {@code report(1).pdf}, make no comment. */
        private boolean isComment(int index) {
            return text.charAt(index) == '(' && (text.charAt(index - 1) == ' ' || text.charAt(index - 1) == '\t');
        }

        private void skipToSemicolon() {
            while (!atEnd() && text.charAt(at) != ';') {
                if (text.charAt(at) == '"') {
                    quotedString();
                } else if (text.charAt(at) == '(') {
                    comment();
                } else {
                    at++;
                }
            }
        }

        private void skipBlank() {
            while (!atEnd()) {
                char c = text.charAt(at);
                if (c == '(') {
                    comment();
                } else if (c == ' ' || c == '\t' || c == '\r' || c == '\n') {
                    at++;
                } else {
                    return;
                }
            }
        }

        private void comment() {
            int depth = 0;
            while (!atEnd()) {
                char c = text.charAt(at++);
                if (c == '\\') {
                    at++;
                } else if (c == '(') {
                    depth++;
                } else if (c == ')' && --depth == 0) {
                    return;
                }
            }
        }

        boolean atEnd() {
            return at >= text.length();
        }

        private static boolean isTokenChar(char c) {
            return c > ' ' && c != 0x7F && "()<>@,;:\\\"/[]?=".indexOf(c) < 0;
        }
    }
}
