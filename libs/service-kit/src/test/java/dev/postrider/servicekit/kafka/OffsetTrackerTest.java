package dev.postrider.servicekit.kafka;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class OffsetTrackerTest {
    private static OffsetTracker fresh(long committed) {
        return new OffsetTracker(committed, CompletedOffsets.empty(committed));
    }

    private static OffsetTracker takenOver(OffsetTracker.Commit commit) {
        return new OffsetTracker(
                commit.offset(),
                CompletedOffsets.decode(commit.offset(), commit.metadata()).orElseThrow());
    }

    @Test
    void nothingIsCommittedBeforeSomethingIsComplete() {
        OffsetTracker tracker = fresh(10);
        assertTrue(tracker.begin(10, 100));
        assertEquals(Optional.empty(), tracker.pending());
        assertEquals(1, tracker.inFlight());
        assertEquals(100, tracker.inFlightBytes());
    }

    @Test
    void completionInOrderMovesTheWatermark() {
        OffsetTracker tracker = fresh(0);
        for (int i = 0; i < 3; i++) {
            tracker.begin(i, 1);
        }
        tracker.complete(0);
        assertEquals(new OffsetTracker.Commit(1, "", 1), tracker.pending().orElseThrow());
        tracker.complete(1);
        tracker.complete(2);
        assertEquals(3, tracker.pending().orElseThrow().offset());
        assertEquals(0, tracker.span());
    }

    @Test
    void completionAboveAGapIsToldInTheMetadata() {
        OffsetTracker tracker = fresh(0);
        for (int i = 0; i < 5; i++) {
            tracker.begin(i, 1);
        }
        tracker.complete(2);
        tracker.complete(4);
        OffsetTracker.Commit commit = tracker.pending().orElseThrow();
        assertEquals(0, commit.offset());
        CompletedOffsets told = CompletedOffsets.decode(0, commit.metadata()).orElseThrow();
        assertEquals(2, told.size());
        assertTrue(told.contains(2) && told.contains(4));
    }

    @Test
    void anAcknowledgedCommitIsNotRepeatedAndALaterOneIs() {
        OffsetTracker tracker = fresh(0);
        tracker.begin(0, 1);
        tracker.begin(1, 1);
        tracker.complete(0);
        OffsetTracker.Commit first = tracker.pending().orElseThrow();
        tracker.complete(1);
        tracker.acknowledged(first);
        OffsetTracker.Commit second = tracker.pending().orElseThrow();
        assertEquals(2, second.offset());
        tracker.acknowledged(second);
        assertEquals(Optional.empty(), tracker.pending());
        // A late acknowledgement of the first must not bring it back.
        tracker.acknowledged(first);
        assertEquals(Optional.empty(), tracker.pending());
    }

    @Test
    void aReleasedRecordHoldsTheWatermarkAndIsNotInFlight() {
        OffsetTracker tracker = fresh(0);
        tracker.begin(0, 7);
        tracker.begin(1, 7);
        tracker.release(0);
        tracker.complete(1);
        assertEquals(0, tracker.inFlight());
        assertEquals(0, tracker.inFlightBytes());
        assertEquals(0, tracker.lowWatermark());
        OffsetTracker next = takenOver(tracker.pending().orElseThrow());
        assertTrue(next.begin(0, 7));
        assertFalse(next.begin(1, 7));
    }

    @Test
    void aRecordIsSettledOnce() {
        OffsetTracker tracker = fresh(0);
        tracker.begin(0, 5);
        tracker.begin(1, 5);
        tracker.complete(1);
        tracker.complete(1);
        tracker.release(1);
        tracker.complete(99);
        assertEquals(1, tracker.inFlight());
        assertEquals(5, tracker.inFlightBytes());
    }

    @Test
    void offsetsThatDoNotExistAreSteppedOver() {
        OffsetTracker tracker = fresh(0);
        tracker.begin(5, 1);
        tracker.begin(9, 1);
        tracker.complete(5);
        assertEquals(9, tracker.pending().orElseThrow().offset());
        tracker.complete(9);
        assertEquals(10, tracker.pending().orElseThrow().offset());
    }

    @Test
    void anOffsetBelowTheNextIsRefused() {
        OffsetTracker tracker = fresh(4);
        assertThrows(IllegalArgumentException.class, () -> tracker.begin(3, 1));
    }

    /** A takes 0..9 over, completes 5..9; B reads only 0 and commits: 5..9 must still be told to C. */
    @Test
    void whatAnEarlierOwnerToldIsPassedOnThoughItWasNotReadYet() {
        OffsetTracker first = fresh(0);
        for (int i = 0; i < 10; i++) {
            first.begin(i, 1);
        }
        for (int i = 5; i < 10; i++) {
            first.complete(i);
        }
        OffsetTracker second = takenOver(first.pending().orElseThrow());
        second.begin(0, 1);
        second.complete(0);
        OffsetTracker third = takenOver(second.pending().orElseThrow());
        for (int i = 1; i < 10; i++) {
            assertEquals(i < 5, third.begin(i, 1));
        }
    }

    @Test
    void skippedRecordsMoveTheWatermarkOfTheNextCommit() {
        OffsetTracker first = fresh(0);
        for (int i = 0; i < 4; i++) {
            first.begin(i, 1);
        }
        first.complete(1);
        first.complete(2);
        first.complete(3);
        OffsetTracker second = takenOver(first.pending().orElseThrow());
        second.begin(0, 1);
        second.begin(1, 1);
        second.begin(2, 1);
        second.begin(3, 1);
        second.complete(0);
        OffsetTracker.Commit commit = second.pending().orElseThrow();
        assertEquals(4, commit.offset());
        assertEquals("", commit.metadata());
    }

    /**
     * Owners come and go at random moments, with and without their last commit, over a log with holes. Whatever happens: every record is
     * completed in the end, none that a commit told as complete is handed out again (unless it was left out for want of room), the
     * watermark never passes a record that is not complete.
     */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20})
    void randomLivesLoseNothingAndRepeatNothingThatWasCommitted(long seed) {
        Random random = new Random(seed);
        List<Long> log = new ArrayList<>();
        for (long offset = 0; log.size() < 3_000; offset += 1 + (random.nextInt(10) == 0 ? random.nextInt(5) : 0)) {
            log.add(offset);
        }
        Set<Long> completed = new HashSet<>();
        Set<Long> told = new HashSet<>();
        OffsetTracker.Commit last = new OffsetTracker.Commit(0, "", 0);
        while (last.offset() <= log.getLast()) {
            OffsetTracker tracker = takenOver(last);
            last = live(random, log, tracker, last, completed, told);
        }
        assertEquals(new HashSet<>(log), completed);
    }

    private static OffsetTracker.Commit live(
            Random random,
            List<Long> log,
            OffsetTracker tracker,
            OffsetTracker.Commit before,
            Set<Long> completed,
            Set<Long> told) {
        OffsetTracker.Commit last = before;
        TreeSet<Long> inFlight = new TreeSet<>();
        int position = firstAtOrAbove(log, before.offset());
        int steps = 200 + random.nextInt(2_000);
        for (int step = 0; step < steps; step++) {
            if (position < log.size() && inFlight.size() < 200 && random.nextBoolean()) {
                long offset = log.get(position++);
                boolean handOut = tracker.begin(offset, 3);
                assertEquals(!told.contains(offset), handOut, () -> "offset " + offset);
                if (handOut) {
                    inFlight.add(offset);
                }
            } else if (!inFlight.isEmpty() && random.nextInt(5) > 0) {
                Long any = inFlight.ceiling(inFlight.first() + random.nextInt(300));
                long offset = any == null ? inFlight.first() : any;
                inFlight.remove(offset);
                tracker.complete(offset);
                completed.add(offset);
            } else if (random.nextInt(10) == 0) {
                last = commit(tracker, last, log, completed, told);
            }
            assertEquals(inFlight.size(), tracker.inFlight());
            assertEquals(inFlight.size() * 3L, tracker.inFlightBytes());
        }
        return random.nextBoolean() ? commit(tracker, last, log, completed, told) : last;
    }

    private static OffsetTracker.Commit commit(
            OffsetTracker tracker, OffsetTracker.Commit last, List<Long> log, Set<Long> completed, Set<Long> told) {
        Optional<OffsetTracker.Commit> pending = tracker.pending();
        pending.ifPresent(commit -> {
            tracker.acknowledged(commit);
            CompletedOffsets above =
                    CompletedOffsets.decode(commit.offset(), commit.metadata()).orElseThrow();
            Set<Long> now = new HashSet<>();
            for (long offset : log) {
                if (offset < commit.offset() || above.contains(offset)) {
                    assertTrue(completed.contains(offset), () -> offset + " is told as complete and is not");
                    now.add(offset);
                }
            }
            assertTrue(now.containsAll(told), "a commit took back what an earlier one had told");
            told.addAll(now);
        });
        return pending.orElse(last);
    }

    private static int firstAtOrAbove(List<Long> log, long offset) {
        int index = 0;
        while (index < log.size() && log.get(index) < offset) {
            index++;
        }
        return index;
    }
}
