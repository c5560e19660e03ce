package dev.postrider.testkit.dialogue;

import java.util.Arrays;
import java.util.Optional;

/** Octets that a server has said, taken line by line. Not thread-safe. */
public final class LineBuffer {
    private byte[] octets = new byte[1024];
    private int start;
    private int end;

    /** Appends what the server said. */
    public void append(byte[] said, int offset, int length) {
        if (end + length > octets.length) {
            byte[] larger = new byte[Math.max(octets.length * 2, end - start + length)];
            System.arraycopy(octets, start, larger, 0, end - start);
            octets = larger;
            end -= start;
            start = 0;
        }
        System.arraycopy(said, offset, octets, end, length);
        end += length;
    }

    public void append(byte[] said) {
        append(said, 0, said.length);
    }

    /** The next line that is complete, without its CRLF. */
    public Optional<byte[]> next() {
        for (int i = start; i + 1 < end; i++) {
            if (octets[i] == '\r' && octets[i + 1] == '\n') {
                byte[] line = Arrays.copyOfRange(octets, start, i);
                start = i + 2;
                return Optional.of(line);
            }
        }
        return Optional.empty();
    }

    /** Everything that is left, complete line or not. */
    public byte[] rest() {
        byte[] rest = Arrays.copyOfRange(octets, start, end);
        start = end;
        return rest;
    }

    public boolean isEmpty() {
        return start == end;
    }
}
