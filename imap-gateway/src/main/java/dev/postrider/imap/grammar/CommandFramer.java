package dev.postrider.imap.grammar;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/**
 * Splits the octets of a client into commands, which are lines with literals between. At an announced literal it stops and reports it; whoever decides
 * calls {@link #keepLiteral}, {@link #streamLiteral}, {@link #skip} or {@link #abandon}. Not thread-safe.
 *
 * <p>Keeps what was offered and not taken, so its user must offer no more than it can bear: one chunk at a time, then {@link #next} until empty.
 */
public final class CommandFramer {
    private static final int START_SHOWN = 128;

    private enum Mode {
        /** In a line of a command. */
        LINE,
        /** A literal was announced, nobody has decided. */
        UNDECIDED,
        KEEPING,
        STREAMING,
        /** In a literal that nobody wants; then the rest of its line. */
        SKIPPING,
        /** In a line that is too long. */
        OVERLONG
    }

    private static final CommandText NOTHING = new CommandText(java.util.List.of());

    private FramerLimits limits;
    private byte[] octets = new byte[1024];
    private int start;
    private int end;
    /** No line end was found before here. */
    private int scanned;

    private Mode mode = Mode.LINE;
    private CommandText command = NOTHING;
    private int textOctets;
    private int literalOctets;
    private long pending;
    private boolean skippedLine;

    public CommandFramer(FramerLimits limits) {
        this.limits = limits;
    }

    /** Other limits from the next line on. */
    public void limits(FramerLimits other) {
        limits = other;
    }

    /** Takes octets as they came; copies them. */
    public void offer(byte[] in, int from, int to) {
        int more = to - from;
        if (end + more > octets.length) {
            int kept = end - start;
            byte[] target = kept + more > octets.length
                    ? new byte[Math.max(kept + more, Math.min(octets.length * 2, 1 << 20))]
                    : octets;
            System.arraycopy(octets, start, target, 0, kept);
            octets = target;
            scanned -= start;
            end = kept;
            start = 0;
        }
        System.arraycopy(in, from, octets, end, more);
        end += more;
    }

    /** Has something come that was not taken? */
    public boolean hasRemaining() {
        return end > start;
    }

    /** Has a command begun that is not complete? */
    public boolean isWithinCommand() {
        return hasRemaining() || mode != Mode.LINE || !command.parts().isEmpty();
    }

    /** The next thing, if it is here in full. */
    public Optional<Frame> next() {
        while (true) {
            Optional<Frame> found = switch (mode) {
                case LINE -> line();
                case KEEPING -> kept();
                case SKIPPING -> skipped();
                case OVERLONG -> overlong();
                case UNDECIDED, STREAMING -> Optional.empty();
            };
            if (found.isPresent() || !again) {
                return found;
            }
            again = false;
        }
    }

    /** Something was done that may make a frame possible without more octets. */
    private boolean again;

    /** The next line as it is, whatever it announces: an answer to a challenge, or DONE. Of one that is too long nothing is shown. */
    public Optional<Frame> nextLine() {
        int lineEnd = lineEnd();
        if ((lineEnd < 0 ? end : lineEnd) - start > limits.lineOctets()) {
            mode = Mode.OVERLONG;
            return Optional.of(new Frame.TooLong(""));
        }
        if (lineEnd < 0) {
            return Optional.empty();
        }
        String line = latin1(start, textEnd(lineEnd));
        taken(lineEnd + 1);
        return Optional.of(new Frame.Line(line));
    }

    /** Keep the announced literal: it becomes part of the command. */
    public void keepLiteral() {
        literalOctets += Math.toIntExact(pending);
        mode = Mode.KEEPING;
    }

    /** The announced literal is taken by {@link #takeLiteral}; in the command it stays absent. */
    public void streamLiteral() {
        mode = Mode.STREAMING;
    }

    /** Throw the announced literal and the rest of its command away; then {@link Frame.Skipped}. */
    public void skip() {
        mode = Mode.SKIPPING;
        skippedLine = false;
    }

    /** Forget the command: its literal will not come. */
    public void abandon() {
        reset();
    }

    /** Gives the octets of a streamed literal that are here to a sink; returns how many are to come. At 0 the command goes on. */
    public long takeLiteral(OctetSink sink) {
        int here = (int) Math.min(pending, end - start);
        if (here > 0) {
            sink.accept(octets, start, start + here);
            taken(start + here);
            pending -= here;
        }
        if (pending == 0 && mode == Mode.STREAMING) {
            mode = Mode.LINE;
        }
        return pending;
    }

    /** Would {@link #keepLiteral} break the limit? */
    public boolean exceedsLimit(long literal) {
        return literal > limits.literalOctets() - literalOctets;
    }

    private Optional<Frame> line() {
        int lineEnd = lineEnd();
        int length = (lineEnd < 0 ? end : lineEnd) - start;
        if (length > limits.lineOctets() - textOctets) {
            return tooLong();
        }
        if (lineEnd < 0) {
            return Optional.empty();
        }
        int textEnd = textEnd(lineEnd);
        String text = latin1(start, textEnd);
        taken(lineEnd + 1);
        textOctets += text.length();
        Optional<Announced> announced = Announced.in(text);
        if (announced.isEmpty()) {
            Frame.Command complete = new Frame.Command(command.with(new CommandText.Part.Text(text)));
            reset();
            return Optional.of(complete);
        }
        Announced literal = announced.get();
        command = command.with(new CommandText.Part.Text(text.substring(0, literal.at())))
                .with(new CommandText.Part.Absent(literal.octets()));
        pending = literal.octets();
        mode = Mode.UNDECIDED;
        return Optional.of(new Frame.Literal(command, literal.octets(), literal.synchronizing()));
    }

    private Optional<Frame> kept() {
        if (end - start < pending) {
            return Optional.empty();
        }
        int length = (int) pending;
        String literal = latin1(start, start + length);
        taken(start + length);
        var parts = command.parts();
        command = new CommandText(parts.subList(0, parts.size() - 1)).with(new CommandText.Part.Literal(literal));
        pending = 0;
        mode = Mode.LINE;
        again = true;
        return Optional.empty();
    }

    private Optional<Frame> skipped() {
        while (true) {
            if (!skippedLine) {
                int here = (int) Math.min(pending, end - start);
                taken(start + here);
                pending -= here;
                if (pending > 0) {
                    return Optional.empty();
                }
                skippedLine = true;
            }
            int lineEnd = lineEnd();
            if (lineEnd < 0) {
                forgetAllBut(32);
                return Optional.empty();
            }
            Optional<Announced> announced = Announced.in(latin1(start, textEnd(lineEnd)));
            taken(lineEnd + 1);
            // A client that waits for its next literal has had its answer: what it says next is a command.
            if (announced.isEmpty() || announced.get().synchronizing()) {
                reset();
                return Optional.of(new Frame.Skipped());
            }
            pending = announced.get().octets();
            skippedLine = false;
        }
    }

    private Optional<Frame> tooLong() {
        CommandText begun = command;
        String shown = begun.parts().isEmpty() ? latin1(start, Math.min(end, start + START_SHOWN)) : "";
        if (!begun.parts().isEmpty() && begun.parts().getFirst() instanceof CommandText.Part.Text first) {
            shown = first.octets()
                    .substring(0, Math.min(START_SHOWN, first.octets().length()));
        }
        reset();
        mode = Mode.OVERLONG;
        return Optional.of(new Frame.TooLong(shown));
    }

    private Optional<Frame> overlong() {
        int lineEnd = lineEnd();
        if (lineEnd < 0) {
            forgetAllBut(0);
            return Optional.empty();
        }
        taken(lineEnd + 1);
        mode = Mode.LINE;
        again = true;
        return Optional.empty();
    }

    /** Keeps only the last octets of a line that is thrown away: what a literal is announced with. */
    private void forgetAllBut(int octetsKept) {
        if (end - start > octetsKept) {
            taken(end - octetsKept);
        }
    }

    private void reset() {
        mode = Mode.LINE;
        command = NOTHING;
        textOctets = 0;
        literalOctets = 0;
        pending = 0;
    }

    private void taken(int behind) {
        start = behind;
        if (start == end) {
            start = 0;
            end = 0;
            if (octets.length > 64 * 1024) {
                octets = new byte[1024];
            }
        }
        scanned = start;
    }

    /** The index of the next LF, or -1. */
    private int lineEnd() {
        for (int i = Math.max(start, scanned); i < end; i++) {
            if (octets[i] == '\n') {
                return i;
            }
        }
        scanned = end;
        return -1;
    }

    /** QUIRK(bare-lf): people who test by hand with openssl s_client and nc end lines with LF alone; nothing can be smuggled by it here. */
    private int textEnd(int lineEnd) {
        return lineEnd > start && octets[lineEnd - 1] == '\r' ? lineEnd - 1 : lineEnd;
    }

    private String latin1(int from, int to) {
        return new String(Arrays.copyOfRange(octets, from, to), StandardCharsets.ISO_8859_1);
    }

    /** {@code literal = "{" number ["+"] "}" CRLF *CHAR8}, RFC 3501 s9 and RFC 7888: what stands before the CRLF. */
    private record Announced(int at, long octets, boolean synchronizing) {
        static Optional<Announced> in(String line) {
            if (!line.endsWith("}")) {
                return Optional.empty();
            }
            int open = line.lastIndexOf('{');
            if (open < 0) {
                return Optional.empty();
            }
            int close = line.length() - 1;
            boolean waits = line.charAt(close - 1) != '+';
            int digitsEnd = waits ? close : close - 1;
            if (digitsEnd <= open + 1) {
                return Optional.empty();
            }
            long value = 0;
            for (int i = open + 1; i < digitsEnd; i++) {
                if (!Characters.isDigit(line.charAt(i))) {
                    return Optional.empty();
                }
                int digit = line.charAt(i) - '0';
                value = value > (Long.MAX_VALUE - digit) / 10 ? Long.MAX_VALUE : value * 10 + digit;
            }
            return Optional.of(new Announced(open, value, waits));
        }
    }
}
