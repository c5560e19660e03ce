package dev.postrider.mail;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigInteger;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class QueueIdTest {
    /** The UUIDv7 of RFC 9562 appendix A.6: 017F22E2-79B0-7CC3-98C4-DC0C0C07398F. */
    private static final QueueId RFC_EXAMPLE = QueueId.of(0x017F22E279B0L, 0xCC3, 0x18C4DC0C0C07398FL);

    @Test
    void writesTheExampleOfTheRfc() {
        BigInteger uuid = new BigInteger("017F22E279B07CC398C4DC0C0C07398F", 16);
        assertEquals(uuid, value(RFC_EXAMPLE));
        assertEquals(0x017F22E279B0L, RFC_EXAMPLE.timestampMs());
        assertEquals(26, RFC_EXAMPLE.text().length());
        assertEquals(RFC_EXAMPLE.text(), RFC_EXAMPLE.toString());
    }

    @Test
    void keepsItsTimeAndSortsByIt() {
        Random random = new Random(1);
        QueueId before = QueueId.of(0, -1L);
        assertEquals(0, before.timestampMs());
        for (long ms = 1; ms < 1L << 48; ms = ms * 3 + random.nextInt(3)) {
            QueueId id = QueueId.of(ms, random.nextLong());
            assertEquals(ms, id.timestampMs());
            assertTrue(before.compareTo(id) < 0);
            assertTrue(before.text().compareTo(id.text()) < 0);
            assertEquals(Optional.of(id), QueueId.parse(id.text()));
            before = id;
        }
        assertEquals((1L << 48) - 1, QueueId.of((1L << 48) - 1, -1L).timestampMs());
    }

    @Test
    void everyRandomBitCounts() {
        for (int bit = 0; bit < 64; bit++) {
            assertTrue(!QueueId.of(5, 0L).equals(QueueId.of(5, 1L << bit)), "bit " + bit);
        }
    }

    @Test
    void readsWhatAPersonTypes() {
        String text = RFC_EXAMPLE.text();
        assertEquals(Optional.of(RFC_EXAMPLE), QueueId.parse(text.toLowerCase(Locale.ROOT)));
        assertEquals(
                Optional.of(RFC_EXAMPLE), QueueId.parse(text.replace('0', 'o').replace('1', 'l')));
        assertEquals(
                Optional.of(RFC_EXAMPLE), QueueId.parse(text.replace('0', 'O').replace('1', 'I')));
    }

    @Test
    void refusesWhatIsNoId() {
        String text = RFC_EXAMPLE.text();
        assertEquals(Optional.empty(), QueueId.parse(""));
        assertEquals(Optional.empty(), QueueId.parse(text + "0"));
        assertEquals(Optional.empty(), QueueId.parse(text.substring(1)));
        assertEquals(Optional.empty(), QueueId.parse("U" + text.substring(1)));
        assertEquals(Optional.empty(), QueueId.parse("\u00e9" + text.substring(1)));
        assertEquals(Optional.empty(), QueueId.parse("8" + text.substring(1)), "more than 128 bits");
        assertEquals(Optional.empty(), QueueId.parse("0".repeat(26)), "no version");
        assertThrows(IllegalArgumentException.class, () -> new QueueId(text.toLowerCase(Locale.ROOT)));
    }

    private static BigInteger value(QueueId id) {
        BigInteger value = BigInteger.ZERO;
        for (char c : id.text().toCharArray()) {
            value = value.shiftLeft(5).or(BigInteger.valueOf("0123456789ABCDEFGHJKMNPQRSTVWXYZ".indexOf(c)));
        }
        return value;
    }
}
