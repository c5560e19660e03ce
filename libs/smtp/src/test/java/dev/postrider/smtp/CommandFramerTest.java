package dev.postrider.smtp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class CommandFramerTest {
    private static final int LIMIT = 20;

    private static byte[] octets(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    /** What comes out of {@code input} cut into the given pieces. */
    private static List<String> frames(List<byte[]> pieces) {
        CommandFramer framer = new CommandFramer(LIMIT);
        List<String> out = new ArrayList<>();
        for (byte[] piece : pieces) {
            framer.offer(piece, 0, piece.length);
            for (Optional<Frame> frame = framer.next(); frame.isPresent(); frame = framer.next()) {
                out.add(
                        switch (frame.get()) {
                            case Frame.CommandLine(String text, int length) -> text + "/" + length;
                            case Frame.MalformedLine(Frame.LineFault fault) -> fault.name();
                        });
                if (out.getLast().equals("BARE_LINE_END")) {
                    return out;
                }
            }
        }
        return out;
    }

    private static List<String> frames(String input) {
        return frames(List.of(octets(input)));
    }

    private static List<byte[]> bytes(String input) {
        List<byte[]> pieces = new ArrayList<>();
        for (byte octet : octets(input)) {
            pieces.add(new byte[] {octet});
        }
        return pieces;
    }

    private static void check(String input, String... expected) {
        assertEquals(List.of(expected), frames(input));
        assertEquals(List.of(expected), frames(bytes(input)));
        for (int cut = 1; cut < input.length(); cut++) {
            assertEquals(
                    List.of(expected),
                    frames(List.of(octets(input.substring(0, cut)), octets(input.substring(cut)))),
                    "cut at " + cut);
        }
    }

    @Test
    void linesEndWithCrlf() {
        check("NOOP\r\nQUIT\r\n", "NOOP/6", "QUIT/6");
        check("\r\n\r\n", "/2", "/2");
        check("half a line");
    }

    @Test
    void nothingElseEndsALine() {
        check("a\r\nNOOP\nQUIT\r\n", "a/3", "BARE_LINE_END");
        check("NOOP\rQUIT\r\n", "BARE_LINE_END");
        check("NOOP\r\r\n", "BARE_LINE_END");
        check("\nNOOP\r\n", "BARE_LINE_END");
    }

    @Test
    void aLineBeyondTheLimitIsSkippedToItsEnd() {
        check("x".repeat(18) + "\r\nNOOP\r\n", "x".repeat(18) + "/20", "NOOP/6");
        check("x".repeat(19) + "\r\nNOOP\r\n", "TOO_LONG", "NOOP/6");
        check("x".repeat(1000) + "\r\nNOOP\r\n", "TOO_LONG", "NOOP/6");
        check("x".repeat(30) + "\n", "BARE_LINE_END");
    }

    @Test
    void aLongLineIsNotKept() {
        CommandFramer framer = new CommandFramer(LIMIT);
        byte[] piece = octets("x".repeat(100));
        for (int i = 0; i < 100; i++) {
            framer.offer(piece, 0, piece.length);
            assertTrue(framer.next().isEmpty());
            assertFalse(framer.hasRemaining());
        }
        framer.offer(octets("\r\nNOOP\r\n"), 0, 8);
        assertEquals(Optional.of(new Frame.MalformedLine(Frame.LineFault.TOO_LONG)), framer.next());
        assertEquals(Optional.of(new Frame.CommandLine("NOOP", 6)), framer.next());
    }

    @Test
    void whatMustNotBeLookedAt() {
        check("a\0b\r\n", "CONTROL_CHARACTER");
        check("a\u007fb\r\n", "CONTROL_CHARACTER");
        check("a\tb\r\n", "a\tb/5");
        check("a\u00ff\r\n", "NOT_UTF8");
        check("j\u00c3\u00b6rg\r\n", "j\u00f6rg/7");
        // An overlong encoding of "/".
        check("\u00c0\u00af\r\n", "NOT_UTF8");
    }

    @Test
    void theRestGoesToDataUntouched() {
        CommandFramer framer = new CommandFramer(LIMIT);
        byte[] input = octets("DATA\r\nbody\n\0");
        framer.offer(input, 0, input.length);
        framer.next();
        StringBuilder rest = new StringBuilder();
        framer.takeRemaining(
                (octets, from, to) -> rest.append(new String(octets, from, to - from, StandardCharsets.ISO_8859_1)));
        assertEquals("body\n\0", rest.toString());
        assertFalse(framer.hasRemaining());
    }

    @Test
    void groupingLooksAheadAtWholeLinesOnly() {
        CommandFramer framer = new CommandFramer(100);
        framer.offer(octets("RCPT TO:<a@b>\r"), 0, 14);
        assertFalse(framer.nextIs(Verb.RCPT));
        framer.offer(octets("\nrcpt x\r\nDATA\r\n"), 0, 15);
        assertTrue(framer.nextIs(Verb.RCPT));
        framer.next();
        assertTrue(framer.nextIs(Verb.RCPT));
        framer.next();
        assertFalse(framer.nextIs(Verb.RCPT));
        assertTrue(framer.nextIs(Verb.DATA));
    }

    @Test
    void anyOctetsInAnyPiecesGiveTheSameLines() {
        Random random = new Random(20261125);
        String alphabet = "\r\n\0.aB \u00e9";
        for (int round = 0; round < 2000; round++) {
            StringBuilder input = new StringBuilder();
            int length = random.nextInt(60);
            for (int i = 0; i < length; i++) {
                int kind = random.nextInt(10);
                input.append(kind < 3 ? "\r\n" : String.valueOf(alphabet.charAt(random.nextInt(alphabet.length()))));
            }
            assertEquals(frames(input.toString()), frames(bytes(input.toString())), "round " + round);
        }
    }
}
