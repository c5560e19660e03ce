package dev.postrider.smtp;

/** What stands between two line ends of the command phase, as {@link CommandFramer} splits it. */
public sealed interface Frame {
    /**
     * A line that may be looked at: no control characters but HT, valid UTF-8, within the limit.
     *
     * @param text without its CRLF
     * @param octets the length with its CRLF
     */
    record CommandLine(String text, int octets) implements Frame {
        /** The word that starts the line. */
        public Verb verb() {
            return Verb.of(text);
        }

        /** What follows the first space; empty if there is none. Spaces around it are cut off. */
        public String argument() {
            int space = text.indexOf(' ');
            return space < 0 ? "" : text.substring(space + 1).strip();
        }
    }

    /**
     * A line that must not be looked at.
     *
     * @param fault why
     */
    record MalformedLine(LineFault fault) implements Frame {}

    /** Why a line must not be looked at. */
    enum LineFault {
        /** Longer than the framer's limit. Its end was found, so the next line can be trusted. */
        TOO_LONG,
        /** A CR or LF that is not part of a CRLF. What follows cannot be trusted. */
        BARE_LINE_END,
        /** A control character, NUL among them. */
        CONTROL_CHARACTER,
        /** Octets above 127 that are not UTF-8, RFC 6531 s3.3. */
        NOT_UTF8
    }
}
