package dev.postrider.smtp.ingress.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class HeaderScanTest {
    private static HeaderScan scan(String text, int step) {
        HeaderScan scan = new HeaderScan(List.of("message-id"));
        byte[] octets = text.getBytes(StandardCharsets.ISO_8859_1);
        for (int from = 0; from < octets.length && !scan.ended(); from += step) {
            scan.accept(octets, from, Math.min(octets.length, from + step));
        }
        return scan;
    }

    @Test
    void findsFieldsHoweverTheyAreCut() {
        String text = String.join(
                "\r\n",
                "Received: one",
                " by two",
                "RECEIVED : three",
                "ReceivedX: no",
                "X-Received: no",
                " Date: no",
                "Message-Id:x",
                "",
                "Date: no",
                "Received: no");
        for (int step = 1; step <= text.length(); step++) {
            HeaderScan scan = scan(text, step);
            assertTrue(scan.ended());
            assertEquals(2, scan.receivedHops());
            assertFalse(scan.hasDate());
            assertTrue(scan.hasMessageId());
            assertTrue(scan.sawWatched());
            assertEquals(text.indexOf("\r\n\r\n") + 4, scan.octets());
        }
    }

    @Test
    void aMessageMayHaveNoHeaderOrNoEnd() {
        assertTrue(scan("\r\nDate: x\r\n", 1).ended());
        assertFalse(scan("\r\nDate: x\r\n", 1).hasDate());
        HeaderScan open = scan("Date: x\r\nno colon", 3);
        assertFalse(open.ended());
        assertTrue(open.hasDate());
        assertEquals(17, open.octets());
    }

    @Test
    void tlsIsNotRequiredWhereTheValueIsNo() {
        for (String field : List.of("No", " no", "\tNO \t", "\r\n No", " \r\n\tno\r\n ")) {
            for (String text : List.of(
                    "TLS-Required:" + field + "\r\n\r\n",
                    "Date: x\r\ntls-required :" + field + "\r\nFrom: y\r\n\r\n")) {
                assertTrue(scan(text, 1).tlsNotRequired(), text);
                assertTrue(scan(text, 7).tlsNotRequired(), text);
            }
        }
        for (String field : List.of("", " Yes", " Nope", " N o", " No no", " \r\n N\r\n o", " no;")) {
            assertFalse(scan("TLS-Required:" + field + "\r\nX: no\r\n\r\n", 1).tlsNotRequired(), field);
        }
        assertFalse(scan("X-TLS-Required: No\r\n\r\nTLS-Required: No\r\n", 1).tlsNotRequired());
    }

    @Test
    void datesAreThoseOfRfc5322() {
        assertEquals("Wed, 25 Nov 2026 12:00:00 +0000", TraceHeader.date(1_795_608_000_123L));
        assertEquals("Thu, 1 Jan 1970 00:00:00 +0000", TraceHeader.date(0));
        assertEquals("Thu, 29 Feb 2024 23:59:59 +0000", TraceHeader.date(1_709_251_199_000L));
    }
}
