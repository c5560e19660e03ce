package dev.postrider.servicekit.kafka;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class CompletedOffsetsTest {
    @Test
    void anEmptySetIsAnEmptyText() {
        assertEquals("", CompletedOffsets.empty(5).encode());
        assertTrue(CompletedOffsets.decode(5, "").orElseThrow().isEmpty());
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 1, 1L << 31, 1L << 40, Long.MAX_VALUE - 100_000})
    void aSetComesBack(long base) {
        CompletedOffsets set = CompletedOffsets.empty(base);
        Random random = new Random(base);
        for (int i = 0; i < 500; i++) {
            set.add(base + random.nextInt(5_000));
        }
        CompletedOffsets back = CompletedOffsets.decode(base, set.encode()).orElseThrow();
        for (long offset = base; offset < base + 5_000; offset++) {
            assertEquals(set.contains(offset), back.contains(offset));
        }
    }

    @Test
    void offsetsBelowTheBaseAndFarAboveAreLeftOut() {
        CompletedOffsets set = CompletedOffsets.empty(100);
        set.add(99);
        set.add(100L + Integer.MAX_VALUE + 1);
        assertTrue(set.isEmpty());
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 7, 50})
    void aSetThatDoesNotFitKeepsItsLowestPart(int step) {
        CompletedOffsets set = CompletedOffsets.empty(0);
        Random random = new Random(step);
        for (int offset = 0; offset < 400_000; offset += 1 + random.nextInt(step + 1)) {
            set.add(offset);
        }
        String text = set.encode();
        assertTrue(text.length() <= CompletedOffsets.MAX_METADATA_CHARS, () -> "" + text.length());
        CompletedOffsets back = CompletedOffsets.decode(0, text).orElseThrow();
        assertTrue(back.size() > 1_000, () -> "only " + back.size() + " were kept");
        // A prefix: once one is missing, so are all above it.
        boolean missing = false;
        for (int offset = 0; offset < 400_000; offset++) {
            if (set.contains(offset)) {
                assertFalse(missing && back.contains(offset));
                missing |= !back.contains(offset);
            } else {
                assertFalse(back.contains(offset));
            }
        }
    }

    @Test
    void aLongRunFitsWhole() {
        CompletedOffsets set = CompletedOffsets.empty(0);
        for (int offset = 1; offset < 1_000_000; offset++) {
            set.add(offset);
        }
        CompletedOffsets back = CompletedOffsets.decode(0, set.encode()).orElseThrow();
        assertEquals(999_999, back.size());
    }

    @ParameterizedTest
    @ValueSource(strings = {"x", "2:AAAA", "1:", "1:!!!!", "1:AAAA", "1:OjAAAAEAAAAAAAAA", "some other tool's text"})
    void whatIsNotOursIsNotRead(String metadata) {
        assertTrue(CompletedOffsets.decode(0, metadata).isEmpty());
    }

    @Test
    void damagedTextNeverThrows() {
        CompletedOffsets set = CompletedOffsets.empty(0);
        for (int i = 0; i < 1000; i += 3) {
            set.add(i);
        }
        String text = set.encode();
        Random random = new Random(42);
        for (int i = 0; i < 5_000; i++) {
            StringBuilder damaged = new StringBuilder(text);
            for (int edits = random.nextInt(4); edits >= 0; edits--) {
                int at = random.nextInt(damaged.length());
                if (random.nextBoolean()) {
                    damaged.setCharAt(at, (char) (33 + random.nextInt(90)));
                } else {
                    damaged.setLength(Math.max(1, at));
                }
            }
            CompletedOffsets.decode(0, damaged.toString()).ifPresent(CompletedOffsets::size);
        }
    }
}
