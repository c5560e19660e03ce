package dev.postrider.smtp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class DataDecoderTest {
    private record Result(
            String body,
            boolean ended,
            String rest,
            boolean bareLineEnd,
            boolean nul,
            boolean eightBit,
            long longestLineOctets) {}

    private static Result decode(List<byte[]> pieces) {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        DataDecoder decoder = new DataDecoder((octets, from, to) -> body.write(octets, from, to - from));
        StringBuilder rest = new StringBuilder();
        boolean ended = false;
        for (byte[] piece : pieces) {
            int behind = ended ? 0 : decoder.decode(piece, 0, piece.length);
            ended |= behind >= 0;
            if (behind >= 0) {
                rest.append(new String(piece, behind, piece.length - behind, StandardCharsets.ISO_8859_1));
            }
        }
        assertEquals(ended, decoder.ended());
        assertEquals(body.size(), decoder.octets());
        return new Result(
                body.toString(StandardCharsets.ISO_8859_1),
                ended,
                rest.toString(),
                decoder.sawBareLineEnd(),
                decoder.sawNul(),
                decoder.sawEightBit(),
                decoder.longestLineOctets());
    }

    private static byte[] octets(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    /** The same result however the input is cut: whole, in two at every place, octet by octet. */
    private static Result decode(String input) {
        Result whole = decode(List.of(octets(input)));
        for (int cut = 1; cut < input.length(); cut++) {
            assertEquals(
                    whole,
                    decode(List.of(octets(input.substring(0, cut)), octets(input.substring(cut)))),
                    "cut at " + cut);
        }
        List<byte[]> single = new ArrayList<>();
        for (byte octet : octets(input)) {
            single.add(new byte[] {octet});
        }
        assertEquals(whole, decode(single));
        return whole;
    }

    @Test
    void undoesTransparency() {
        Result result = decode("..a\r\n.\r\n");
        assertEquals(".a\r\n", result.body());
        assertTrue(result.ended());
        assertEquals(".\r\n", decode("..\r\n.\r\n").body());
        assertEquals("a.b\r\nx\r\n", decode("a.b\r\n.x\r\n.\r\n").body());
        assertEquals("", decode(".\r\n").body());
        assertEquals("\r\n", decode("\r\n.\r\n").body());
    }

    @Test
    void whatFollowsTheEndIsLeft() {
        Result result = decode("a\r\n.\r\nNOOP\r\n");
        assertEquals("a\r\n", result.body());
        assertEquals("NOOP\r\n", result.rest());
        assertFalse(result.bareLineEnd());
    }

    /** What some servers took for the end of a message. None of it is, and all of it is reported. */
    @Test
    void theTwelveOtherEnds() {
        for (String end : List.of(
                "\n.\n",
                "\n.\r\n",
                "\r\n.\n",
                "\r.\r",
                "\r.\r\n",
                "\r\n.\r",
                "\n.\r",
                "\r.\n",
                "\r\n.\r\r\n",
                "\n\r.\n\r",
                "\r\r.\r\r",
                "\r\n\0.\r\n")) {
            Result result = decode("first" + end + "second\r\n.\r\n");
            assertTrue(result.ended(), end);
            assertEquals("", result.rest());
            assertTrue(result.body().startsWith("first"));
            assertTrue(result.body().endsWith("second\r\n"));
            assertTrue(result.bareLineEnd() || result.nul(), end);
        }
    }

    @Test
    void twoCarriageReturnsBeforeTheEnd() {
        Result result = decode("first\r\r\n.\r\nNOOP\r\n");
        assertTrue(result.ended());
        assertTrue(result.bareLineEnd());
        assertEquals("NOOP\r\n", result.rest());
    }

    @Test
    void aBareLineEndMakesNoDotAStuffedOne() {
        assertEquals("a\n..b\r\n", decode("a\n..b\r\n.\r\n").body());
        assertEquals("a\r..b\r\n", decode("a\r..b\r\n.\r\n").body());
    }

    @Test
    void measuresAndReports() {
        assertEquals(6, decode("abcd\r\nx\r\n.\r\n").longestLineOctets());
        assertEquals(
                1000, decode("x\r\n..".concat("y".repeat(997)) + "\r\n.\r\n").longestLineOctets());
        assertTrue(decode("a\0\r\n.\r\n").nul());
        assertTrue(decode("\u00e9\r\n.\r\n").eightBit());
        assertFalse(decode("a\r\n.\r\n").eightBit());
    }

    /** RFC 5321 s4.5.2, as slowly and plainly as it can be written. */
    private static Result reference(String input) {
        StringBuilder body = new StringBuilder();
        int at = 0;
        boolean lineStart = true;
        while (at < input.length()) {
            if (lineStart && input.startsWith(".\r\n", at)) {
                return summary(body.toString(), true, input.substring(at + 3), input.substring(0, at));
            }
            if (lineStart && input.charAt(at) == '.') {
                at++;
                lineStart = false;
                continue;
            }
            if (input.startsWith("\r\n", at)) {
                body.append("\r\n");
                at += 2;
                lineStart = true;
            } else {
                body.append(input.charAt(at));
                at++;
                lineStart = false;
            }
        }
        return summary(body.toString(), false, "", input);
    }

    private static Result summary(String body, boolean ended, String rest, String raw) {
        boolean bare = !raw.replace("\r\n", "").matches("[^\r\n]*");
        long longest = 0;
        for (String line : body.split("(?<=\r\n)", -1)) {
            longest = Math.max(longest, line.length());
        }
        return new Result(
                body, ended, rest, bare, body.indexOf('\0') >= 0, body.chars().anyMatch(c -> c > 127), longest);
    }

    @Test
    void agreesWithThePlainReading() {
        Random random = new Random(20261125);
        String[] alphabet = {"\r\n", "\r", "\n", ".", ".", "a", "\u00e9", "\0", "\r\n.\r\n"};
        for (int round = 0; round < 3000; round++) {
            StringBuilder input = new StringBuilder();
            int length = random.nextInt(14);
            for (int i = 0; i < length; i++) {
                input.append(alphabet[random.nextInt(alphabet.length)]);
            }
            // With an end, so that no octet is held back.
            input.append("\r\n.\r\n");
            assertEquals(reference(input.toString()), decode(input.toString()), "round " + round);
        }
    }
}
