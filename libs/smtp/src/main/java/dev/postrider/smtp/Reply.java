package dev.postrider.smtp;

import dev.postrider.mail.EnhancedStatusCode;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/**
 * One reply, RFC 5321 s4.2, of one or more lines. The enhanced status code (RFC 2034 s4) stands apart and is written in front
 * of every line's text.
 *
 * @param code 200 to 599
 * @param status the enhanced status code, if the reply has one
 * @param lines the texts behind code and status, at least one, without line ends
 */
public record Reply(int code, Optional<EnhancedStatusCode> status, List<String> lines) {
    /** What the first digit says, RFC 5321 s4.2.1. */
    public enum Severity {
        /** 2xx: done. */
        COMPLETION,
        /** 3xx: go on with what the command announced. */
        INTERMEDIATE,
        /** 4xx: not now. */
        TRANSIENT,
        /** 5xx: not ever in this form. */
        PERMANENT
    }

    /** Throws {@link IllegalArgumentException} for a code that is none, for no lines, and for a line end in a line. */
    public Reply {
        if (code < 200 || code > 599) {
            throw new IllegalArgumentException("Not a reply code: " + code);
        }
        if (lines.isEmpty()) {
            throw new IllegalArgumentException("A reply has at least one line");
        }
        lines = List.copyOf(lines);
        for (String line : lines) {
            if (line.indexOf('\r') >= 0 || line.indexOf('\n') >= 0) {
                throw new IllegalArgumentException("A line end in a reply's line");
            }
        }
    }

    /** A reply of one line with an enhanced status code. */
    public static Reply of(int code, EnhancedStatusCode status, String text) {
        return new Reply(code, Optional.of(status), List.of(text));
    }

    /** A reply of one line without an enhanced status code. */
    public static Reply of(int code, String text) {
        return new Reply(code, Optional.empty(), List.of(text));
    }

    /** What the first digit says. */
    public Severity severity() {
        return switch (code / 100) {
            case 2 -> Severity.COMPLETION;
            case 3 -> Severity.INTERMEDIATE;
            case 4 -> Severity.TRANSIENT;
            default -> Severity.PERMANENT;
        };
    }

    /** Is it 2xx? */
    public boolean isCompletion() {
        return code < 300;
    }

    /** Is it 4xx: may the same succeed later? */
    public boolean isTransient() {
        return code >= 400 && code < 500;
    }

    /** Is it 5xx? */
    public boolean isPermanent() {
        return code >= 500;
    }

    /** The lines' texts, joined by one space. */
    public String text() {
        return String.join(" ", lines);
    }

    /** The octets to send, line ends included. */
    public byte[] encode() {
        StringBuilder out = new StringBuilder(64);
        appendTo(out);
        return out.toString().getBytes(StandardCharsets.UTF_8);
    }

    /**
     * Appends what is to be sent, line ends included.
     *
     * <pre>Reply-line = *( Reply-code "-" [ textstring ] CRLF ) Reply-code [ SP textstring ] CRLF</pre>
     */
    public void appendTo(StringBuilder out) {
        for (int i = 0; i < lines.size(); i++) {
            out.append(code).append(i == lines.size() - 1 ? ' ' : '-');
            if (status.isPresent()) {
                out.append(status.get()).append(' ');
            }
            out.append(lines.get(i)).append("\r\n");
        }
    }

    /** In one line, for logs: {@code 550 5.1.1 no such user}. */
    @Override
    public String toString() {
        return code + " " + status.map(value -> value + " ").orElse("") + text();
    }
}
