package dev.postrider.mailauth.dkim;

/**
 * RFC 6376 s3.4.4: white space within a line becomes one space, at its end nothing; empty lines at the body's end go. A body that
 * has nothing left is empty; any other ends with a line end.
 */
final class RelaxedBody implements BodyCanonicalizer {
    private static final int BUFFER_OCTETS = 8192;

    private final Sink sink;
    private final byte[] buffer = new byte[BUFFER_OCTETS];
    private int buffered;
    private long lineEnds;
    private boolean space;
    private boolean carriageReturn;
    private boolean empty = true;

    RelaxedBody(Sink sink) {
        this.sink = sink;
    }

    @Override
    public void update(byte[] octets, int from, int to) {
        int at = from;
        while (at < to) {
            byte octet = octets[at];
            if (carriageReturn) {
                carriageReturn = false;
                if (octet == '\n') {
                    space = false;
                    lineEnds++;
                    at++;
                    continue;
                }
                beforeContent();
                put((byte) '\r');
            }
            if (octet == '\r') {
                carriageReturn = true;
                at++;
            } else if (octet == ' ' || octet == '\t') {
                space = true;
                at++;
            } else {
                beforeContent();
                at = content(octets, at, to);
            }
        }
    }

    /** Copies up to the next white space or CR, which lies behind the first octet. */
    private int content(byte[] octets, int from, int to) {
        int at = from;
        while (at < to) {
            byte octet = octets[at];
            if (octet == ' ' || octet == '\t' || octet == '\r') {
                return at;
            }
            put(octet);
            at++;
        }
        return at;
    }

    /** Something follows the empty lines and white space that were held back. */
    private void beforeContent() {
        while (lineEnds > 0) {
            put((byte) '\r');
            put((byte) '\n');
            lineEnds--;
        }
        if (space) {
            put((byte) ' ');
            space = false;
        }
        empty = false;
    }

    private void put(byte octet) {
        if (buffered == BUFFER_OCTETS) {
            flush();
        }
        buffer[buffered++] = octet;
    }

    private void flush() {
        sink.accept(buffer, 0, buffered);
        buffered = 0;
    }

    @Override
    public void finish() {
        if (carriageReturn) {
            beforeContent();
            put((byte) '\r');
        }
        if (!empty) {
            put((byte) '\r');
            put((byte) '\n');
        }
        flush();
    }
}
