package dev.postrider.smtp.ingress.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.postrider.servicekit.net.listener.Permit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class BodyMemoryTest {
    private static final long PIECE = 4096;

    /** Each takes all that it gets, piece by piece and in turns, up to 256 KiB. */
    private static long[] greedy(BodyMemory memory, int bodies) {
        long[] held = new long[bodies];
        boolean anyGot = true;
        while (anyGot) {
            anyGot = false;
            for (int i = 0; i < bodies; i++) {
                if (held[i] < 256 * 1024 && memory.tryTake(PIECE, held[i])) {
                    held[i] += PIECE;
                    anyGot = true;
                }
            }
        }
        return held;
    }

    @Test
    void aFewBodiesGetAllThatTheyWant() {
        for (long held : greedy(new BodyMemory(64 << 20, 1), 100)) {
            assertEquals(256 * 1024, held);
        }
    }

    @Test
    void howeverManyThereAreTheNextOneFindsRoom() {
        for (int bodies : new int[] {300, 1000, 1900}) {
            BodyMemory memory = new BodyMemory(64 << 20, 1);
            long[] held = greedy(memory, bodies);
            assertTrue(memory.takenOctets() < 64 << 20);
            for (long own : held) {
                assertTrue(own >= PIECE, bodies + " bodies: each has something");
            }
            assertTrue(memory.tryTake(PIECE, 0), bodies + " bodies: one more");
        }
    }

    @Test
    void whatIsGivenBackIsThereAgain() {
        BodyMemory memory = new BodyMemory(8 * PIECE, 1);
        assertTrue(memory.tryTake(PIECE, 0));
        assertFalse(memory.tryTake(PIECE, 0), "an eighth of seven pieces is less than one");
        assertEquals(PIECE, memory.takenOctets());
        memory.giveBack(PIECE);
        assertTrue(memory.tryTake(PIECE, 0));
    }

    @Test
    void aClientGetsNoMoreBlobsThanAreFree() {
        BodyMemory memory = new BodyMemory(0, 8);
        List<Permit> permits = new ArrayList<>();
        Optional<Permit> next = memory.tryOpenBlob("192.0.2.1");
        while (next.isPresent()) {
            permits.add(next.get());
            next = memory.tryOpenBlob("192.0.2.1");
        }
        assertEquals(4, permits.size());
        assertTrue(memory.tryOpenBlob("192.0.2.2").isPresent());
        permits.forEach(Permit::release);
        assertEquals(1, memory.openBlobs());
    }
}
