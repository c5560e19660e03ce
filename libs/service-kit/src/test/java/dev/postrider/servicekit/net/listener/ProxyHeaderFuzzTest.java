package dev.postrider.servicekit.net.listener;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.postrider.servicekit.net.listener.ProxyHeader.Reading;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/** However the octets of a header are cut, what they are is decided once, at one octet, and never otherwise by those that follow. */
final class ProxyHeaderFuzzTest {
    /** Behind it a header holds only what is skipped by its length; cutting there says nothing new. */
    private static final int CUT_UP_TO = 300;

    @FuzzTest(maxDuration = "1m")
    void header(byte[] octets) {
        Reading whole = ProxyHeader.read(octets, octets.length);
        for (int length = 0; length < Math.min(CUT_UP_TO, octets.length); length++) {
            switch (ProxyHeader.read(octets, length)) {
                case Reading.Incomplete ignored -> {}
                case Reading.Malformed malformed -> assertEquals(whole, malformed, "malformed at " + length);
                case Reading.Complete complete -> {
                    assertEquals(whole, complete, "complete at " + length);
                    assertTrue(complete.octets() <= length);
                }
            }
        }
        if (whole instanceof Reading.Complete(int length, Optional<String> client)) {
            assertTrue(length <= Math.min(octets.length, ProxyHeader.MOST_OCTETS));
            assertEquals(new Reading.Incomplete(), ProxyHeader.read(octets, length - 1));
            // What the header covers decides, and nothing behind it.
            assertEquals(whole, ProxyHeader.read(Arrays.copyOf(octets, length), length));
            client.ifPresent(address -> assertIsAddress(address, octets, length));
        }
    }

    private static void assertIsAddress(String client, byte[] octets, int length) {
        assertEquals(client, InetAddress.ofLiteral(client).getHostAddress());
        assertFalse(client.contains("%"), client);
        if (octets[0] == 'P') {
            String line = new String(octets, 0, length, StandardCharsets.ISO_8859_1);
            assertTrue(line.matches("PROXY TCP[46]( [0-9A-Fa-f:.]+){2}( (0|[1-9][0-9]{0,4})){2}\r\n"), line);
        }
    }
}
