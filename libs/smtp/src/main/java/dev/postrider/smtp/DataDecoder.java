package dev.postrider.smtp;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Undoes the transparency of DATA (RFC 5321 s4.5.2) in octets that arrive in pieces, and finds the end. One per message.
 *
 * <p>The end is CRLF "." CRLF and nothing else; the CRLF of the DATA command counts as the first. A CR or LF that stands alone
 * never ends a line, so it can neither end the message nor make a dot a stuffed one: it is passed on and {@linkplain
 * #sawBareLineEnd() reported}, and no reading of it can turn one message into two. The octets that the sink gets are ranges of
 * the caller's array: nothing is copied here.
 */
public final class DataDecoder implements BodyDecoder {
    private static final byte[] CR = {'\r'};
    private static final VarHandle EIGHT = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final int PLAIN_FROM = 14;
    private static final long EACH_14 = 0x0E0E_0E0E_0E0E_0E0EL;
    private static final long EACH_TOP_BIT = 0x8080_8080_8080_8080L;

    private enum At {
        LINE_START,
        TEXT,
        AFTER_CR,
        AFTER_DOT,
        AFTER_DOT_CR
    }

    private final OctetSink sink;
    private At at = At.LINE_START;
    private long octets;
    private long lineOctets;
    private long longestLineOctets;
    private boolean bareLineEnd;
    private boolean nul;
    private boolean eightBit;
    private boolean ended;

    /** @param sink gets the message in ranges of the caller's array */
    public DataDecoder(OctetSink sink) {
        this.sink = sink;
    }

    @Override
    public int decode(byte[] in, int from, int to) {
        int runStart = from;
        int i = from;
        while (i < to) {
            byte c = in[i];
            switch (at) {
                case TEXT -> {
                    // The hot loop: everything that is no line end.
                    int textStart = i;
                    int seen = 0;
                    i = behindPlain(in, i, to);
                    while (i < to && (c = in[i]) != '\r' && c != '\n') {
                        seen |= c;
                        nul |= c == 0;
                        i++;
                        if (c < PLAIN_FROM) {
                            // What stopped the strides is behind: on with them.
                            i = behindPlain(in, i, to);
                        }
                    }
                    eightBit |= seen < 0;
                    lineOctets += i - textStart;
                    if (i < to) {
                        at = c == '\r' ? At.AFTER_CR : bareLf();
                        lineOctets++;
                        i++;
                    }
                }
                case LINE_START -> {
                    if (c == '.') {
                        emit(in, runStart, i);
                        runStart = i + 1;
                        at = At.AFTER_DOT;
                        i++;
                    } else {
                        at = At.TEXT;
                    }
                }
                case AFTER_CR -> {
                    if (c == '\n') {
                        endLine();
                        i++;
                    } else {
                        bareLineEnd = true;
                        at = At.TEXT;
                    }
                }
                case AFTER_DOT -> {
                    if (c == '\r') {
                        // Held back: if LF follows, this is the end and not the message's.
                        runStart = i + 1;
                        at = At.AFTER_DOT_CR;
                        i++;
                    } else {
                        at = At.TEXT;
                    }
                }
                case AFTER_DOT_CR -> {
                    if (c == '\n') {
                        ended = true;
                        return i + 1;
                    }
                    emit(CR, 0, 1);
                    lineOctets++;
                    bareLineEnd = true;
                    at = At.TEXT;
                }
            }
        }
        emit(in, runStart, to);
        return -1;
    }

    /**
     * Behind as many whole eights of octets from 14 to 127 as follow each other: none of them ends a line, is NUL or has an
     * eighth bit.
     */
    private static int behindPlain(byte[] in, int from, int to) {
        int i = from;
        while (to - i >= Long.BYTES) {
            long eight = (long) EIGHT.get(in, i);
            // An octet below 14 borrows from its top bit; one above 127 has it.
            if (((eight - EACH_14 | eight) & EACH_TOP_BIT) != 0) {
                return i;
            }
            i += Long.BYTES;
        }
        return i;
    }

    private At bareLf() {
        bareLineEnd = true;
        return At.TEXT;
    }

    private void endLine() {
        lineOctets++;
        longestLineOctets = Math.max(longestLineOctets, lineOctets);
        lineOctets = 0;
        at = At.LINE_START;
    }

    private void emit(byte[] in, int from, int to) {
        if (from < to) {
            octets += to - from;
            sink.accept(in, from, to);
        }
    }

    /** Un-stuffed. */
    @Override
    public long octets() {
        return octets;
    }

    /** Was the end of data found? */
    public boolean ended() {
        return ended;
    }

    @Override
    public boolean sawBareLineEnd() {
        return bareLineEnd;
    }

    @Override
    public boolean sawNul() {
        return nul;
    }

    @Override
    public boolean sawEightBit() {
        return eightBit;
    }

    /** The transparency dot does not count. */
    @Override
    public long longestLineOctets() {
        return Math.max(longestLineOctets, lineOctets);
    }
}
