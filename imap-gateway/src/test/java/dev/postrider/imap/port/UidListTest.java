package dev.postrider.imap.port;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class UidListTest {
    @Test
    void anEmptyListHasNothing() {
        assertTrue(UidList.EMPTY.isEmpty());
        assertEquals(0, UidList.EMPTY.largest());
        assertEquals(0, UidList.EMPTY.numberOf(1));
        assertEquals(1, UidList.EMPTY.firstNumberFrom(1));
        assertThrows(IndexOutOfBoundsException.class, () -> UidList.EMPTY.uidAt(1));
    }

    @Test
    void uidsAscendAndAreUnsigned() {
        UidList uids = UidList.EMPTY.plus(7).plus(0xFFFF_FFFFL);
        assertEquals(0xFFFF_FFFFL, uids.uidAt(2));
        assertEquals(2, uids.numberOf(0xFFFF_FFFFL));
        assertThrows(IllegalArgumentException.class, () -> uids.plus(7));
        assertThrows(
                IllegalArgumentException.class,
                () -> new UidList.Builder().add(5).add(5));
    }

    @Test
    void aMillionUidsTakeFourMegabytesAndChangesAreQuick() {
        UidList.Builder builder = new UidList.Builder();
        for (int i = 1; i <= 1_000_000; i++) {
            builder.add(2L * i);
        }
        UidList uids = builder.build();
        assertEquals(1_000_000, uids.size());
        assertEquals(500_000, uids.numberOf(1_000_000));
        UidList changed = uids;
        for (int i = 0; i < 1000; i++) {
            changed = changed.without(List.of(changed.uidAt(1 + i * 500))).plus(changed.largest() + 1);
        }
        assertEquals(1_000_000, changed.size());
        assertEquals(1_000_000, uids.size());
    }

    /** Against a plain list, whatever happens. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void anyChangesGiveWhatAPlainListGives(long seed) {
        Random random = new Random(seed);
        List<Long> model = new ArrayList<>();
        UidList uids = UidList.EMPTY;
        long next = 1;
        for (int step = 0; step < 400; step++) {
            if (random.nextInt(3) > 0) {
                int many = random.nextInt(100);
                for (int i = 0; i < many; i++) {
                    next += 1 + random.nextInt(3);
                    model.add(next);
                    uids = uids.plus(next);
                }
            } else {
                Set<Long> gone = new HashSet<>();
                for (int i = random.nextInt(60); i > 0; i--) {
                    gone.add((long) random.nextInt((int) next + 10));
                }
                model.removeAll(gone);
                uids = uids.without(gone);
            }
            check(model, uids, random);
        }
    }

    private static void check(List<Long> model, UidList uids, Random random) {
        assertEquals(model.size(), uids.size());
        assertEquals(model.isEmpty() ? 0 : model.getLast(), uids.largest());
        for (int i = 0; i < 5 && !model.isEmpty(); i++) {
            int number = 1 + random.nextInt(model.size());
            long uid = model.get(number - 1);
            assertEquals(uid, uids.uidAt(number));
            assertEquals(number, uids.numberOf(uid));
            assertEquals(number, uids.firstNumberFrom(uid));
        }
        assertEquals(0, uids.numberOf(uids.largest() + 1));
    }
}
