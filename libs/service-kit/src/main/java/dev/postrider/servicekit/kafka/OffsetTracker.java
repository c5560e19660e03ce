package dev.postrider.servicekit.kafka;

import java.util.Arrays;
import java.util.Optional;

/**
 * The offsets of one partition from the committed one on: which were handed out, which of these are complete, and what may be
 * committed. Pure bookkeeping, not thread-safe.
 *
 * <p>Invariant: the offset to commit (the low watermark) is the lowest one handed out and not complete, or the next one to read if there
 * is none; every offset that is complete above it is told in the commit's metadata, whether this owner completed it or an earlier one.
 */
final class OffsetTracker {
    private static final byte IN_FLIGHT = 0;
    private static final byte RELEASED = 1;
    private static final byte COMPLETE = 2;

    /** What to commit; give it to {@link #acknowledged} when it is. */
    record Commit(long offset, String metadata, long changes) {}

    /** A ring of the records from the low watermark on, in offset order; capacity is a power of two. */
    private long[] offsets = new long[256];

    private int[] sizes = new int[256];
    private byte[] states = new byte[256];
    private int head;
    private int count;

    private final CompletedOffsets earlier;
    private long next;
    private int inFlight;
    private long inFlightBytes;
    private long changes;
    private long committedChanges;

    /**
     * @param committed the offset of the last commit, or 0
     * @param earlier what that commit told about offsets above
     */
    OffsetTracker(long committed, CompletedOffsets earlier) {
        this.next = committed;
        this.earlier = earlier;
    }

    /** The lowest offset that {@link #begin} takes. */
    long next() {
        return next;
    }

    /**
     * A record was read. Offsets rise from call to call; those between them do not exist.
     *
     * @return whether it has to be handed out; false if an earlier owner completed it
     */
    boolean begin(long offset, int bytes) {
        if (offset < next) {
            throw new IllegalArgumentException("offset " + offset + " is below " + next);
        }
        next = offset + 1;
        boolean done = earlier.contains(offset);
        append(offset, bytes, done ? COMPLETE : IN_FLIGHT);
        if (done) {
            changes++;
            dropComplete();
            return false;
        }
        inFlight++;
        inFlightBytes += bytes;
        return true;
    }

    /** An offset that is not in flight is ignored. */
    void complete(long offset) {
        if (settle(offset, COMPLETE)) {
            changes++;
            dropComplete();
        }
    }

    /** No longer in flight, yet not complete: the low watermark stays below it. */
    void release(long offset) {
        settle(offset, RELEASED);
    }

    private boolean settle(long offset, byte state) {
        int index = find(offset);
        if (index < 0 || states[index] != IN_FLIGHT) {
            return false;
        }
        states[index] = state;
        inFlight--;
        inFlightBytes -= sizes[index];
        return true;
    }

    /** Handed out and neither complete nor released. */
    int inFlight() {
        return inFlight;
    }

    long inFlightBytes() {
        return inFlightBytes;
    }

    /** How many records stand between the low watermark and the next one to read. */
    int span() {
        return count;
    }

    long lowWatermark() {
        return count == 0 ? next : offsets[head];
    }

    /** What to commit, if anything was completed since the last acknowledged commit. */
    Optional<Commit> pending() {
        if (changes == committedChanges) {
            return Optional.empty();
        }
        long watermark = lowWatermark();
        CompletedOffsets above = CompletedOffsets.empty(watermark);
        for (int i = 0; i < count; i++) {
            int index = (head + i) & (offsets.length - 1);
            if (states[index] == COMPLETE) {
                above.add(offsets[index]);
            }
        }
        earlier.copyTo(above, next);
        return Optional.of(new Commit(watermark, above.encode(), changes));
    }

    void acknowledged(Commit commit) {
        committedChanges = Math.max(committedChanges, commit.changes());
    }

    private void append(long offset, int bytes, byte state) {
        if (count == offsets.length) {
            grow();
        }
        int index = (head + count) & (offsets.length - 1);
        offsets[index] = offset;
        sizes[index] = bytes;
        states[index] = state;
        count++;
    }

    private void grow() {
        int capacity = offsets.length;
        long[] grownOffsets = Arrays.copyOf(offsets, capacity * 2);
        int[] grownSizes = Arrays.copyOf(sizes, capacity * 2);
        byte[] grownStates = Arrays.copyOf(states, capacity * 2);
        for (int i = 0; i < capacity; i++) {
            int index = (head + i) & (capacity - 1);
            grownOffsets[i] = offsets[index];
            grownSizes[i] = sizes[index];
            grownStates[i] = states[index];
        }
        offsets = grownOffsets;
        sizes = grownSizes;
        states = grownStates;
        head = 0;
    }

    private void dropComplete() {
        while (count > 0 && states[head] == COMPLETE) {
            head = (head + 1) & (offsets.length - 1);
            count--;
        }
    }

    /** Binary search in the ring; negative if the offset is not there. */
    private int find(long offset) {
        int low = 0;
        int high = count - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            int index = (head + middle) & (offsets.length - 1);
            if (offsets[index] < offset) {
                low = middle + 1;
            } else if (offsets[index] > offset) {
                high = middle - 1;
            } else {
                return index;
            }
        }
        return -1;
    }
}
