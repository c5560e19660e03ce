package dev.postrider.deploy.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import picocli.CommandLine.TypeConversionException;

final class OctetsTest {
    @Test
    void readsSizes() {
        Map.of(
                        "0", 0L,
                        "none", 0L,
                        "1000", 1_000L,
                        "1k", 1_024L,
                        "1 KiB", 1_024L,
                        "5GiB", 5L << 30,
                        "5gb", 5L << 30,
                        "2T", 2L << 40,
                        "7P", 7L << 50)
                .forEach((text, octets) ->
                        assertEquals(octets, Octets.parse(text).count(), text));
    }

    @Test
    void refusesWhatIsNoSize() {
        for (String text : List.of("", "-1", "1.5G", "G", "5X", "9P", "999999999999999P", "12345678901234567890")) {
            assertThrows(TypeConversionException.class, () -> Octets.parse(text), text);
        }
    }

    @Test
    void showsSizes() {
        assertEquals("0 B", Octets.show(0));
        assertEquals("1023 B", Octets.show(1_023));
        assertEquals("1.0 KiB", Octets.show(1_024));
        assertEquals("1.5 GiB", Octets.show(3L << 29));
        assertEquals("8.0 PiB", Octets.show((1L << 53) - 1));
        assertEquals("none", Octets.showQuota(0));
    }
}
