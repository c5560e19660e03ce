package dev.postrider.mail;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import org.junit.jupiter.api.Test;

class OctetStringTest {
    @Test
    void isEqualByWhatItHolds() {
        assertEquals(OctetString.of((byte) 1, (byte) -1), OctetString.of((byte) 1, (byte) -1));
        assertEquals(
                OctetString.of((byte) 7).hashCode(), OctetString.of((byte) 7).hashCode());
        assertNotEquals(OctetString.of((byte) 1), OctetString.of((byte) 2));
        assertNotEquals(OctetString.of((byte) 0), OctetString.of());
    }

    @Test
    void nobodyChangesIt() {
        byte[] given = {1, 2, 3};
        OctetString string = OctetString.of(given);
        given[0] = 9;
        string.toByteArray()[1] = 9;
        assertArrayEquals(new byte[] {1, 2, 3}, string.toByteArray());
        assertEquals(3, string.size());
    }

    @Test
    void doesNotTellWhatItHolds() {
        assertEquals(
                "6 octets",
                OctetString.of("secret".getBytes(java.nio.charset.StandardCharsets.US_ASCII))
                        .toString());
    }
}
