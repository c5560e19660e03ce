package dev.postrider.smtp;

/**
 * Takes the chunks of BDAT (RFC 3030 s2). They are the message as it is: nothing is stuffed, nothing in them ends it, and where one
 * chunk ends means nothing to its lines. One per message.
 */
public final class ChunkDecoder implements BodyDecoder {
    private final OctetSink sink;
    private long octets;
    private long lineOctets;
    private long longestLineOctets;
    private boolean afterCr;
    private boolean bareLineEnd;
    private boolean nul;
    private boolean eightBit;

    /** @param sink gets the message in ranges of the caller's array */
    public ChunkDecoder(OctetSink sink) {
        this.sink = sink;
    }

    @Override
    public int decode(byte[] in, int from, int to) {
        int seen = 0;
        int lineStart = from;
        for (int i = from; i < to; i++) {
            byte c = in[i];
            seen |= c;
            if (c == '\n') {
                bareLineEnd |= !afterCr;
                if (afterCr) {
                    longestLineOctets = Math.max(longestLineOctets, lineOctets + (i + 1 - lineStart));
                    lineOctets = 0;
                    lineStart = i + 1;
                }
                afterCr = false;
            } else {
                bareLineEnd |= afterCr;
                afterCr = c == '\r';
                nul |= c == 0;
            }
        }
        lineOctets += to - lineStart;
        eightBit |= seen < 0;
        if (from < to) {
            octets += to - from;
            sink.accept(in, from, to);
        }
        return -1;
    }

    /** No more chunks: a CR at the end of the last one stands alone. */
    public void end() {
        bareLineEnd |= afterCr;
        afterCr = false;
    }

    @Override
    public long octets() {
        return octets;
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

    @Override
    public long longestLineOctets() {
        return Math.max(longestLineOctets, lineOctets);
    }
}
