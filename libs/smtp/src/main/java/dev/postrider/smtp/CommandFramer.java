package dev.postrider.smtp;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/**
 * Splits what a client sends in the command phase into lines. One per connection, not thread-safe.
 *
 * <p>Octets are offered as they arrive and are looked at in place; only an unfinished line is copied. A line beyond the limit is
 * skipped to its end and reported once, so memory is bounded by the limit and one chunk.
 *
 * <pre>command-line = *( %d1-9 / %d11-12 / %d14-255 ) CRLF</pre>
 */
public final class CommandFramer {
    private static final byte[] NOTHING = new byte[0];

    private final int maxLineOctets;
    private byte[] buffer = NOTHING;
    private int start;
    private int scanned;
    private int end;
    private boolean skipping;

    /** @param maxLineOctets the longest line that is handed out, CRLF included */
    public CommandFramer(int maxLineOctets) {
        this.maxLineOctets = maxLineOctets;
    }

    /**
     * Adds octets behind those that wait. The array is kept, not copied, until its lines have been taken: the caller must not
     * write to it again.
     */
    public void offer(byte[] octets, int from, int to) {
        if (start == end) {
            buffer = octets;
            start = from;
            scanned = from;
            end = to;
            return;
        }
        int waiting = end - start;
        byte[] joined = Arrays.copyOfRange(buffer, start, start + waiting + (to - from));
        System.arraycopy(octets, from, joined, waiting, to - from);
        scanned -= start;
        buffer = joined;
        start = 0;
        end = joined.length;
    }

    /** The next whole line, or empty until more octets are offered. */
    public Optional<Frame> next() {
        int at = scanned;
        while (at < end) {
            byte c = buffer[at];
            if (c == '\n') {
                return bareLineEnd();
            }
            if (c == '\r') {
                if (at + 1 == end) {
                    break;
                }
                return buffer[at + 1] == '\n' ? Optional.of(take(at)) : bareLineEnd();
            }
            at++;
        }
        scanned = at;
        if (skipping || at - start >= maxLineOctets) {
            // Forget what the line held so far; the last octet stays if it may be half a CRLF.
            skipping = true;
            start = at;
        }
        return Optional.empty();
    }

    /** Is the next whole line there, and is it this command? Only a hint for grouping: {@link #next} decides. */
    public boolean nextIs(Verb verb) {
        if (skipping) {
            return false;
        }
        // Up to `scanned` there is no line end: a line that comes octet by octet is not looked through again and again.
        for (int at = scanned; at + 1 < end; at++) {
            if (buffer[at] == '\r' || buffer[at] == '\n') {
                int length = Math.min(at - start, 16);
                return Verb.of(new String(buffer, start, length, StandardCharsets.ISO_8859_1)) == verb
                        && buffer[at] == '\r'
                        && buffer[at + 1] == '\n';
            }
        }
        return false;
    }

    /** Do octets wait that have not been handed out? */
    public boolean hasRemaining() {
        return start < end;
    }

    /** Hands everything that waits to somebody else, for DATA. */
    public void takeRemaining(OctetSink sink) {
        byte[] octets = buffer;
        int from = start;
        int to = end;
        clear();
        if (from < to) {
            sink.accept(octets, from, to);
        }
    }

    /** Forgets everything that waits. */
    public void clear() {
        buffer = NOTHING;
        start = 0;
        scanned = 0;
        end = 0;
        skipping = false;
    }

    private Optional<Frame> bareLineEnd() {
        clear();
        return Optional.of(new Frame.MalformedLine(Frame.LineFault.BARE_LINE_END));
    }

    private Frame take(int carriageReturn) {
        int from = start;
        boolean tooLong = skipping || carriageReturn + 2 - from > maxLineOctets;
        byte[] octets = buffer;
        start = carriageReturn + 2;
        scanned = start;
        skipping = false;
        if (start == end) {
            buffer = NOTHING;
            start = 0;
            scanned = 0;
            end = 0;
        }
        return tooLong ? new Frame.MalformedLine(Frame.LineFault.TOO_LONG) : line(octets, from, carriageReturn);
    }

    private static Frame line(byte[] octets, int from, int to) {
        boolean ascii = true;
        for (int i = from; i < to; i++) {
            byte c = octets[i];
            if ((c >= 0 && c < ' ' && c != '\t') || c == 0x7F) {
                return new Frame.MalformedLine(Frame.LineFault.CONTROL_CHARACTER);
            }
            ascii &= c >= 0;
        }
        int length = to - from;
        if (ascii) {
            return new Frame.CommandLine(new String(octets, from, length, StandardCharsets.ISO_8859_1), length + 2);
        }
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(octets, from, length))
                    .toString();
            return new Frame.CommandLine(text, length + 2);
        } catch (CharacterCodingException notUtf8) {
            return new Frame.MalformedLine(Frame.LineFault.NOT_UTF8);
        }
    }
}
