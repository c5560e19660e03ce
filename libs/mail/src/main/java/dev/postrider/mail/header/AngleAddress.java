package dev.postrider.mail.header;

/**
 * What stands between angle brackets, RFC 5322 s3.4 and s4.4.
 *
 * @param route source route without its colon, {@code @a,@b}; may be empty
 * @param mailbox unquoted; may be empty
 * @param host may be empty
 * @param end where it ends in the text
 */
record AngleAddress(String route, String mailbox, String host, int end) {
    /**
     * Reads from an opening bracket to its closing one, or to a comma if that is missing.
     *
     * <pre>
     * angle-addr     = [CFWS] "<" addr-spec ">" [CFWS] / obs-angle-addr
     * obs-angle-addr = [CFWS] "<" obs-route addr-spec ">" [CFWS]
     * </pre>
     */
    static AngleAddress read(String text, int start) {
        Reader reader = new Reader(text, start + 1);
        reader.read();
        // QUIRK(two at signs): only the last one divides.
        String mailbox = reader.lastAt < 0 ? reader.spec.toString() : reader.spec.substring(0, reader.lastAt);
        String host = reader.lastAt < 0 ? "" : reader.spec.substring(reader.lastAt + 1);
        return new AngleAddress(reader.route, mailbox, host, reader.at);
    }

    private static final class Reader {
        private final String text;
        private final StringBuilder spec = new StringBuilder();
        private String route = "";
        private int lastAt = -1;
        private int at;

        Reader(String text, int at) {
            this.text = text;
            this.at = at;
        }

        void read() {
            while (at < text.length()) {
                char c = text.charAt(at);
                if (c == '>') {
                    at++;
                    return;
                }
                // Only a route has commas: elsewhere the closing bracket is missing.
                if (c == ',' && !startsWithRoute()) {
                    return;
                }
                step(c);
            }
        }

        private void step(char c) {
            switch (c) {
                case ' ', '\t', '\r', '\n' -> at++;
                case '(' -> at = AddressList.comment(text, at, new StringBuilder());
                case '"' -> at = AddressList.quotedString(text, at, spec);
                case '[' -> {
                    int end = text.indexOf(']', at);
                    int stop = end < 0 ? text.length() : end + 1;
                    spec.append(text, at, stop);
                    at = stop;
                }
                case ':' -> {
                    at++;
                    if (route.isEmpty() && startsWithRoute()) {
                        route = spec.toString();
                        spec.setLength(0);
                        lastAt = -1;
                    } else {
                        spec.append(c);
                    }
                }
                case '@' -> {
                    at++;
                    lastAt = spec.length();
                    spec.append(c);
                }
                default -> {
                    at++;
                    spec.append(c);
                }
            }
        }

        private boolean startsWithRoute() {
            return !spec.isEmpty() && spec.charAt(0) == '@';
        }
    }
}
