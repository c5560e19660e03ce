package dev.postrider.smtp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ChunkDecoderTest {
    private record Result(String body, boolean bareLineEnd, boolean nul, boolean eightBit, long longestLineOctets) {}

    private static Result decode(String... pieces) {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        ChunkDecoder decoder = new ChunkDecoder((octets, from, to) -> body.write(octets, from, to - from));
        for (String piece : pieces) {
            byte[] octets = (">" + piece).getBytes(StandardCharsets.ISO_8859_1);
            assertEquals(-1, decoder.decode(octets, 1, octets.length));
        }
        decoder.end();
        assertEquals(body.size(), decoder.octets());
        return new Result(
                body.toString(StandardCharsets.ISO_8859_1),
                decoder.sawBareLineEnd(),
                decoder.sawNul(),
                decoder.sawEightBit(),
                decoder.longestLineOctets());
    }

    /** The same however it is cut. */
    private static Result all(String text) {
        Result whole = decode(text);
        for (int cut = 0; cut <= text.length(); cut++) {
            assertEquals(whole, decode(text.substring(0, cut), text.substring(cut)), "cut at " + cut);
        }
        assertEquals(whole, decode(text.split("")));
        return whole;
    }

    @Test
    void octetsPassAsTheyAre() {
        assertEquals(new Result(".\r\n..\r\n.\r\nx", false, false, false, 4), all(".\r\n..\r\n.\r\nx"));
        assertEquals(new Result("", false, false, false, 0), all(""));
        assertEquals(new Result("\r\n\r\n", false, false, false, 2), all("\r\n\r\n"));
    }

    @Test
    void whatIsNoLineIsSeen() {
        assertTrue(all("a\nb\r\n").bareLineEnd());
        assertTrue(all("a\rb\r\n").bareLineEnd());
        assertTrue(all("a\r\r\n").bareLineEnd());
        assertTrue(all("a\r\n\r").bareLineEnd());
        assertTrue(all("\n").bareLineEnd());
        assertTrue(all("a\0b").nul());
        assertTrue(all("a\u00ffb").eightBit());
    }

    @Test
    void onlyCrlfEndsALine() {
        assertEquals(9, all("a\r\nbcd\nef\r\r\n").longestLineOctets());
        assertEquals(6, all("a\r\nbcdefg").longestLineOctets());
    }

    /** Between chunks a CR may still become half of a CRLF. */
    @Test
    void aCrIsBareOnceSomethingElseFollows() {
        ChunkDecoder decoder = new ChunkDecoder((octets, from, to) -> {});
        decoder.decode(new byte[] {'a', '\r'}, 0, 2);
        assertFalse(decoder.sawBareLineEnd());
        decoder.decode(new byte[] {'\n'}, 0, 1);
        decoder.end();
        assertFalse(decoder.sawBareLineEnd());
    }

    @Test
    void commandsAreReadAsTheGrammarSays() {
        assertEquals(Optional.of(new BdatCommand(86, false)), BdatCommand.parse("86"));
        assertEquals(Optional.of(new BdatCommand(0, true)), BdatCommand.parse("0 LAST"));
        assertEquals(Optional.of(new BdatCommand(7, true)), BdatCommand.parse("007  last"));
        assertEquals(Optional.of(new BdatCommand(Long.MAX_VALUE, false)), BdatCommand.parse("9223372036854775807"));
        assertEquals(Optional.of(new BdatCommand(Long.MAX_VALUE, false)), BdatCommand.parse("9223372036854775808"));
        assertEquals(Optional.of(new BdatCommand(Long.MAX_VALUE, true)), BdatCommand.parse("9".repeat(400) + " LAST"));
        for (String bad : new String[] {
            "", "LAST", "-1", "+1", "1x", "x1", "1.0", "0x1", "1,LAST", "1 FIRST", "1 LAST x", "\u0661"
        }) {
            assertEquals(Optional.empty(), BdatCommand.parse(bad), bad);
        }
    }
}
