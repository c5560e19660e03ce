package dev.postrider.smtp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.postrider.smtp.client.DotStuffer;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** However octets are cut, they mean the same: lines to the one, a message and its end to the other. */
final class FramingFuzzTest {
    private static final int MAX_LINE = 64;

    @FuzzTest(maxDuration = "1m")
    void commands(byte[] octets) {
        List<Frame> whole = frames(octets, octets.length);
        for (int piece : new int[] {1, 2, 7}) {
            assertEquals(whole, frames(octets, piece), "in pieces of " + piece);
        }
        for (Frame frame : whole) {
            if (frame instanceof Frame.CommandLine(String text, int length)) {
                assertTrue(length <= MAX_LINE);
                assertTrue(text.chars().noneMatch(c -> c == '\r' || c == '\n' || c == 0));
            }
        }
    }

    /** Up to a bare line end: nothing is read behind one. */
    private static List<Frame> frames(byte[] octets, int piece) {
        CommandFramer framer = new CommandFramer(MAX_LINE);
        List<Frame> frames = new ArrayList<>();
        for (int from = 0; from < octets.length; from += piece) {
            // The framer keeps what it is given.
            byte[] range = Arrays.copyOfRange(octets, from, Math.min(octets.length, from + piece));
            framer.offer(range, 0, range.length);
            for (Optional<Frame> next = framer.next(); next.isPresent(); next = framer.next()) {
                frames.add(next.get());
                if (next.get() instanceof Frame.MalformedLine(Frame.LineFault fault)
                        && fault == Frame.LineFault.BARE_LINE_END) {
                    return frames;
                }
            }
        }
        return frames;
    }

    /** What a decoder makes of a message. */
    private record Read(
            String body, int end, boolean bareLineEnd, boolean nul, boolean eightBit, long longestLineOctets) {}

    @FuzzTest(maxDuration = "1m")
    void data(byte[] octets) {
        Read whole = data(octets, octets.length);
        for (int piece : new int[] {1, 2, 9}) {
            assertEquals(whole, data(octets, piece), "in pieces of " + piece);
        }
        // The CRLF of the command counts.
        String text = "\r\n" + new String(octets, StandardCharsets.ISO_8859_1);
        int end = text.indexOf("\r\n.\r\n");
        assertEquals(end < 0 ? -1 : end + 3, whole.end());
        if (end >= 0) {
            String stuffed = text.substring(0, end + 2);
            assertEquals(stuffed.replace("\r\n.", "\r\n"), "\r\n" + whole.body());
            if (!whole.bareLineEnd()) {
                assertStuffsAgain(whole.body());
            }
        }
    }

    /** What was taken as one message is sent on as one. */
    private static void assertStuffsAgain(String body) {
        ByteArrayOutputStream sent = new ByteArrayOutputStream();
        DotStuffer stuffer = new DotStuffer((octets, from, to) -> sent.write(octets, from, to - from));
        byte[] octets = body.getBytes(StandardCharsets.ISO_8859_1);
        stuffer.accept(octets, 0, octets.length);
        stuffer.end();
        Read again = data(sent.toByteArray(), sent.size());
        assertEquals(sent.size(), again.end());
        assertEquals(body, again.body());
    }

    private static Read data(byte[] octets, int piece) {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        DataDecoder decoder = new DataDecoder((range, from, to) -> body.write(range, from, to - from));
        int end = -1;
        for (int from = 0; from < octets.length && end < 0; from += piece) {
            end = decoder.decode(octets, from, Math.min(octets.length, from + piece));
        }
        assertEquals(end >= 0, decoder.ended());
        return read(body, end, decoder);
    }

    private static Read read(ByteArrayOutputStream body, int end, BodyDecoder decoder) {
        assertEquals(body.size(), decoder.octets());
        return new Read(
                body.toString(StandardCharsets.ISO_8859_1),
                end,
                decoder.sawBareLineEnd(),
                decoder.sawNul(),
                decoder.sawEightBit(),
                decoder.longestLineOctets());
    }

    @FuzzTest(maxDuration = "1m")
    void chunks(byte[] octets) {
        Read whole = chunks(octets, octets.length);
        for (int piece : new int[] {1, 2, 7}) {
            assertEquals(whole, chunks(octets, piece), "in pieces of " + piece);
        }
        String text = new String(octets, StandardCharsets.ISO_8859_1);
        assertEquals(text, whole.body());
        String withoutLineEnds = text.replace("\r\n", "");
        assertEquals(withoutLineEnds.indexOf('\r') >= 0 || withoutLineEnds.indexOf('\n') >= 0, whole.bareLineEnd());
        assertEquals(text.indexOf(0) >= 0, whole.nul());
    }

    private static Read chunks(byte[] octets, int piece) {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        ChunkDecoder decoder = new ChunkDecoder((range, from, to) -> body.write(range, from, to - from));
        for (int from = 0; from < octets.length; from += piece) {
            decoder.decode(octets, from, Math.min(octets.length, from + piece));
        }
        decoder.end();
        return read(body, -1, decoder);
    }

    /** What comes in by BDAT without a bare line end goes out by DATA as one message, and as it came but for the last line's end. */
    @FuzzTest(maxDuration = "1m")
    void chunksRelayedByData(byte[] octets) {
        Read taken = chunks(octets, Math.max(1, octets.length));
        if (!taken.bareLineEnd()) {
            String body = taken.body();
            assertStuffsAgain(body.isEmpty() || body.endsWith("\r\n") ? body : body + "\r\n");
        }
        assertFalse(taken.body().length() != octets.length);
    }
}
