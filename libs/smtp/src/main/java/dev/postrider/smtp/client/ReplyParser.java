package dev.postrider.smtp.client;

import dev.postrider.mail.EnhancedStatusCode;
import dev.postrider.smtp.Reply;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Push parser of a server's replies, RFC 5321 s4.2: octets in, in pieces of any size, whole replies out.
 *
 * <pre>
 * Reply-line = *( Reply-code "-" [ textstring ] CRLF ) Reply-code [ SP textstring ] CRLF
 * Reply-code = %x32-35 %x30-35 %x30-39
 * </pre>
 *
 * <p>Text that is not printable is replaced, so that it may stand in logs and reports. Not thread-safe.
 */
public final class ReplyParser {
    /** RFC 5321 s4.5.3.1.5 allows 512 octets; servers put links into their refusals and exceed it. */
    public static final int MAX_LINE_OCTETS = 2_048;

    /** Lines in one reply; the longest seen in EHLO answers is about thirty. */
    public static final int MAX_LINES = 128;

    private static final int EXCERPT_CHARACTERS = 60;

    private final ByteArrayOutputStream line = new ByteArrayOutputStream(128);
    private final List<String> texts = new ArrayList<>();
    private int code;
    private boolean dead;

    /** Takes {@code octets[from, to)} and returns what they completed, in order; nothing after a {@link ReplyEvent.Malformed}. */
    public List<ReplyEvent> accept(byte[] octets, int from, int to) {
        List<ReplyEvent> events = new ArrayList<>(2);
        for (int i = from; i < to && !dead; i++) {
            if (octets[i] == '\n') {
                endLine().ifPresent(events::add);
            } else if (line.size() >= MAX_LINE_OCTETS) {
                events.add(malformed("a line of more than " + MAX_LINE_OCTETS + " octets"));
            } else {
                line.write(octets[i]);
            }
        }
        return events;
    }

    /** Is part of a reply here, and the rest not? Then whatever follows in plaintext may not be trusted. */
    public boolean isMidReply() {
        return line.size() > 0 || !texts.isEmpty();
    }

    private Optional<ReplyEvent> endLine() {
        // QUIRK(bare-lf): some servers end lines with LF alone; a line is a line.
        String text = printable(line.toString(StandardCharsets.UTF_8));
        line.reset();
        if (!hasCode(text)) {
            return Optional.of(malformed("not a reply: " + excerpt(text)));
        }
        int lineCode = Integer.parseInt(text, 0, 3, 10);
        if (!texts.isEmpty() && lineCode != code) {
            return Optional.of(malformed("codes " + code + " and " + lineCode + " in one reply"));
        }
        if (texts.size() >= MAX_LINES) {
            return Optional.of(malformed("more than " + MAX_LINES + " lines in one reply"));
        }
        code = lineCode;
        texts.add(text.length() > 4 ? text.substring(4) : "");
        if (text.length() > 3 && text.charAt(3) == '-') {
            return Optional.empty();
        }
        Reply reply = assemble(code, texts);
        texts.clear();
        return Optional.of(new ReplyEvent.Received(reply));
    }

    private static boolean hasCode(String text) {
        return text.length() >= 3
                && text.charAt(0) >= '2'
                && text.charAt(0) <= '5'
                && isDigit(text.charAt(1))
                && isDigit(text.charAt(2))
                && (text.length() == 3 || text.charAt(3) == ' ' || text.charAt(3) == '-');
    }

    /** Takes the enhanced status code off each line that repeats the first line's, RFC 2034 s4. */
    private static Reply assemble(int code, List<String> texts) {
        Optional<EnhancedStatusCode> status =
                leadingStatus(texts.getFirst()).filter(value -> value.classDigit() == code / 100);
        if (status.isEmpty()) {
            return new Reply(code, Optional.empty(), texts);
        }
        List<String> stripped = new ArrayList<>(texts.size());
        for (String text : texts) {
            stripped.add(leadingStatus(text).equals(status) ? text.substring(afterStatus(text)) : text);
        }
        return new Reply(code, status, stripped);
    }

    private static Optional<EnhancedStatusCode> leadingStatus(String text) {
        int space = text.indexOf(' ');
        return EnhancedStatusCode.parse(space < 0 ? text : text.substring(0, space));
    }

    private static int afterStatus(String text) {
        int space = text.indexOf(' ');
        return space < 0 ? text.length() : space + 1;
    }

    private ReplyEvent malformed(String why) {
        dead = true;
        line.reset();
        texts.clear();
        return new ReplyEvent.Malformed(why);
    }

    private static String excerpt(String text) {
        return text.length() > EXCERPT_CHARACTERS ? text.substring(0, EXCERPT_CHARACTERS) : text;
    }

    private static String printable(String text) {
        int end = text.endsWith("\r") ? text.length() - 1 : text.length();
        StringBuilder out = new StringBuilder(end);
        for (int i = 0; i < end; i++) {
            char c = text.charAt(i);
            out.append(Character.isISOControl(c) ? '?' : c);
        }
        return out.toString();
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }
}
