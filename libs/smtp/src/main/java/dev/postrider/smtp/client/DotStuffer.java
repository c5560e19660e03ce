package dev.postrider.smtp.client;

import dev.postrider.smtp.OctetSink;
import java.nio.charset.StandardCharsets;

/**
 * Encodes a message for DATA, RFC 5321 s4.5.2, in ranges of any size: a line's first dot is doubled, and the end is
 * {@code CRLF . CRLF}.
 *
 * <p>Unchanged ranges go to the sink as they are, without a copy. A CR or LF that stands alone becomes CRLF: what some server might
 * take for an end of line must not be one for it alone (RFC 5321 s2.3.8). Not thread-safe.
 */
public final class DotStuffer {
    private static final byte[] DOT = {'.'};
    private static final byte[] CR = {'\r'};
    private static final byte[] LF = {'\n'};
    private static final byte[] END = ".\r\n".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] LINE_END = "\r\n".getBytes(StandardCharsets.US_ASCII);

    private enum Position {
        LINE_START,
        IN_LINE,
        AFTER_CR
    }

    private final OctetSink sink;
    private Position position = Position.LINE_START;

    public DotStuffer(OctetSink sink) {
        this.sink = sink;
    }

    /** Encodes {@code octets[from, to)}. */
    public void accept(byte[] octets, int from, int to) {
        int start = from;
        for (int i = from; i < to; i++) {
            byte octet = octets[i];
            if (position == Position.AFTER_CR && octet != '\n') {
                emit(octets, start, i);
                start = i;
                emitAll(LF);
                position = Position.LINE_START;
            }
            if (octet == '\r') {
                position = Position.AFTER_CR;
            } else if (octet == '\n') {
                if (position != Position.AFTER_CR) {
                    emit(octets, start, i);
                    start = i;
                    emitAll(CR);
                }
                position = Position.LINE_START;
            } else {
                if (octet == '.' && position == Position.LINE_START) {
                    emit(octets, start, i);
                    start = i;
                    emitAll(DOT);
                }
                position = Position.IN_LINE;
            }
        }
        emit(octets, start, to);
    }

    /** Ends the message: completes a last line without an end, then writes the final dot. */
    public void end() {
        switch (position) {
            case LINE_START -> {
                // The last line is complete.
            }
            case AFTER_CR -> emitAll(LF);
            case IN_LINE -> emitAll(LINE_END);
        }
        emitAll(END);
        position = Position.LINE_START;
    }

    private void emit(byte[] octets, int from, int to) {
        if (to > from) {
            sink.accept(octets, from, to);
        }
    }

    private void emitAll(byte[] octets) {
        sink.accept(octets, 0, octets.length);
    }
}
