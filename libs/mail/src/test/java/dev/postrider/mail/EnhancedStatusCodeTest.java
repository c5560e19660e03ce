package dev.postrider.mail;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EnhancedStatusCodeTest {
    @ParameterizedTest
    @ValueSource(strings = {"2.0.0", "4.4.7", "5.1.1", "5.7.999", "5.999.0", "2.10.100"})
    void readsAndWrites(String text) {
        assertEquals(text, EnhancedStatusCode.parse(text).orElseThrow().toString());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "2",
                "2.0",
                "2.0.",
                "2..0",
                "3.0.0",
                "1.0.0",
                "2.0.0.0",
                "2.1000.0",
                "2.0.1000",
                "2.a.0",
                "2.0.0 ",
                "-2.0.0",
                "2.-1.0",
                "22.0.0",
                "2.+1.0"
            })
    void refuses(String text) {
        assertEquals(Optional.empty(), EnhancedStatusCode.parse(text));
    }

    @Test
    void knowsWhatMayPass() {
        assertTrue(EnhancedStatusCode.TRY_LATER.isTransient());
        assertFalse(EnhancedStatusCode.UNKNOWN_MAILBOX.isTransient());
        assertThrows(IllegalArgumentException.class, () -> new EnhancedStatusCode(3, 0, 0));
    }
}
