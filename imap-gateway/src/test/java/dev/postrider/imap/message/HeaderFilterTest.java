package dev.postrider.imap.message;

import static dev.postrider.imap.message.SampleMessage.octets;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class HeaderFilterTest {
    private static final String HEADER =
            "Received: a\r\n\tb\r\nFrom: x\r\nrubbish\r\nreceived: c\r\nSUBJECT : y\r\n z\r\nTo: \0\u00ff\r\n\r\n";

    private static String filter(String header, boolean negate, String... names) {
        return new String(HeaderFilter.filter(octets(header), List.of(names), negate), StandardCharsets.ISO_8859_1);
    }

    @Test
    void keepsOrderFoldingAndOctets() {
        assertEquals(
                "Received: a\r\n\tb\r\nreceived: c\r\nSUBJECT : y\r\n z\r\n\r\n",
                filter(HEADER, false, "subject", "RECEIVED"));
        assertEquals("To: \0\u00ff\r\n\r\n", filter(HEADER, false, "to"));
        assertEquals("\r\n", filter(HEADER, false, "cc"));
        assertEquals("\r\n", filter(HEADER, false, ""));
        assertEquals(HEADER, filter(HEADER, true, "cc"));
        assertEquals("rubbish\r\nTo: \0\u00ff\r\n\r\n", filter(HEADER, true, "subject", "from", "received"));
    }

    @Test
    void alwaysEndsWithABlankLine() {
        assertEquals("\r\n", filter("", false, "a"));
        assertEquals("\r\n", filter("\r\n", true, "a"));
        assertEquals("A: b\r\n\r\n", filter("A: b", false, "a"));
        assertEquals("A: b\n\r\n", filter("A: b\n\nbody", false, "a"));
    }
}
