package dev.postrider.mail;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** No text makes the parser throw; an address that it accepts is written so that it is read as the same again. */
final class AddressFuzzTest {
    @FuzzTest(maxDuration = "1m")
    void address(byte[] octets) {
        String text = new String(octets, StandardCharsets.UTF_8);
        Address.isIpAddress(text);
        Address.asciiDomain(text);
        Address.parse(text).ifPresent(address -> {
            String written = address.toString();
            assertEquals(Optional.of(address), Address.parse(written), written);
            assertTrue(written.chars().noneMatch(c -> c < ' ' || c == 127), written);
            assertTrue(written.getBytes(StandardCharsets.UTF_8).length <= Address.MAX_OCTETS, written);
            assertEquals(address.canonical(), address.canonical().canonical());
        });
    }
}
