package dev.postrider.sasl;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class SaslTextTest {
    /** The example of RFC 4954 s4.1. */
    @Test
    void aPlainResponse() {
        assertEquals(Optional.of("test\0test\0" + "1234"), SaslText.decode("dGVzdAB0ZXN0ADEyMzQ="));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "tim", "\0jürgen\0pässwörd", "✉"})
    void whatIsEncodedIsDecoded(String text) {
        assertEquals(Optional.of(text), SaslText.decode(SaslText.encode(text)));
    }

    /** Among them octets that are no UTF-8: FF, an encoded surrogate, an overlong zero, half a character. */
    @ParameterizedTest
    @ValueSource(strings = {"=", "a", "a===", "dGVzdA=", "dGV zdA==", "*", "é", "/w==", "7aCA", "wIA=", "4pw="})
    void anythingElseIsNone(String base64) {
        assertEquals(Optional.empty(), SaslText.decode(base64));
    }
}
