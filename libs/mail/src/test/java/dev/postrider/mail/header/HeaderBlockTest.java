package dev.postrider.mail.header;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class HeaderBlockTest {
    private static HeaderBlock parse(String text) {
        return HeaderBlock.parse(octets(text));
    }

    private static byte[] octets(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    @Test
    void splitsAndUnfolds() {
        HeaderBlock block =
                parse("Received: from a\r\n\tby b;\r\n  today\r\nreceived: c\r\nSubject:  Hi \r\n\r\nbody: no\r\n");
        assertEquals(3, block.fields().size());
        assertEquals(2, block.count("RECEIVED"));
        assertEquals("from a\tby b;  today", block.value("Received").orElseThrow());
        assertEquals("Hi", block.value("subject").orElseThrow());
        assertEquals(Optional.empty(), block.first("body"));
        assertEquals(2, block.all("received").size());
        assertTrue(block.terminated());
        assertEquals(
                "Received: from a\r\n\tby b;\r\n  today\r\nreceived: c\r\nSubject:  Hi \r\n\r\n".length(),
                block.length());
    }

    @Test
    void keepsOctets() {
        HeaderBlock block = parse("A: b\n c\nB : d");
        assertArrayEquals(octets("A: b\n c\n"), block.fields().get(0).raw());
        assertArrayEquals(octets(" b\n c"), block.fields().get(0).rawValue());
        assertEquals("B", block.fields().get(1).name());
        assertEquals("d", block.fields().get(1).value());
        assertFalse(block.terminated());
        assertEquals(13, block.length());
    }

    @Test
    void acceptsWhatIsNoHeader() {
        assertEquals(0, parse("").fields().size());
        assertEquals(2, parse("\r\nA: b\r\n").length());
        assertEquals("", parse("no colon here\r\nA: b\r\n").fields().get(0).name());
        assertEquals("", parse(" folded first\r\nA: b\r\n").fields().get(0).name());
        assertEquals(1, parse(":\r\n").fields().size());
        assertEquals(1, parse("\r").fields().size());
    }

    @Test
    void decodesEightBit() {
        assertEquals(
                "caf\u00e9",
                HeaderBlock.parse("S: caf\u00e9\r\n".getBytes(StandardCharsets.UTF_8))
                        .value("s")
                        .orElseThrow());
        assertEquals(
                "caf\u00e9",
                HeaderBlock.parse(octets("S: caf\u00e9\r\n")).value("s").orElseThrow());
        assertEquals("a\ufffdb", parse("S: a\0b\r\n").value("s").orElseThrow());
    }

    @Test
    void fieldsCoverTheBlockWithoutGaps() {
        Random random = new Random(7);
        for (int round = 0; round < 5_000; round++) {
            byte[] input = new byte[random.nextInt(60)];
            for (int i = 0; i < input.length; i++) {
                input[i] = (byte) "\r\n\r\n: \tab\0\u00ff".charAt(random.nextInt(11));
            }
            HeaderBlock block = HeaderBlock.parse(input);
            int at = 0;
            for (HeaderField field : block.fields()) {
                assertEquals(at, field.offset());
                assertTrue(field.length() > 0);
                assertFalse(field.value().contains("\n"));
                at += field.length();
            }
            int blankLine = block.length() - at;
            assertTrue(block.terminated() ? blankLine == 1 || blankLine == 2 : blankLine == 0);
        }
    }
}
