package dev.postrider.mailauth.dkim;

/** RFC 6376 s3.4.3: the octets as they are, with exactly one line end behind the last line that is not empty. */
final class SimpleBody implements BodyCanonicalizer {
    private static final int BLOCK_LINES = 256;
    private static final byte[] LINE_ENDS = lineEnds();

    private final Sink sink;
    private long lineEnds;
    private boolean carriageReturn;

    SimpleBody(Sink sink) {
        this.sink = sink;
    }

    @Override
    public void update(byte[] octets, int from, int to) {
        int contentEnd = to;
        while (contentEnd > from && (octets[contentEnd - 1] == '\r' || octets[contentEnd - 1] == '\n')) {
            contentEnd--;
        }
        if (contentEnd > from) {
            release();
            sink.accept(octets, from, contentEnd - from);
        }
        for (int i = contentEnd; i < to; i++) {
            lineEnd(octets[i]);
        }
    }

    /** A CR or an LF that may belong to the empty lines of the body's end; either of them alone is content. */
    private void lineEnd(byte octet) {
        if (octet == '\r') {
            if (carriageReturn) {
                release();
            }
            carriageReturn = true;
        } else if (carriageReturn) {
            carriageReturn = false;
            lineEnds++;
        } else {
            release();
            sink.accept(LINE_ENDS, 1, 1);
        }
    }

    /** Something follows what was held back: out with it. */
    private void release() {
        while (lineEnds > 0) {
            int lines = (int) Math.min(lineEnds, BLOCK_LINES);
            sink.accept(LINE_ENDS, 0, 2 * lines);
            lineEnds -= lines;
        }
        if (carriageReturn) {
            carriageReturn = false;
            sink.accept(LINE_ENDS, 0, 1);
        }
    }

    @Override
    public void finish() {
        if (carriageReturn) {
            release();
        }
        sink.accept(LINE_ENDS, 0, 2);
    }

    private static byte[] lineEnds() {
        byte[] block = new byte[2 * BLOCK_LINES];
        for (int i = 0; i < block.length; i += 2) {
            block[i] = '\r';
            block[i + 1] = '\n';
        }
        return block;
    }
}
