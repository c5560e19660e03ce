package dev.postrider.imap.port;

import java.util.Arrays;
import java.util.Collection;

/**
 * The messages of a mailbox as a session counts them: UIDs that ascend, of which the n-th has sequence number n. Immutable; a change copies one chunk and
 * the list of chunks, so that a million UIDs take four megabytes and a change takes microseconds.
 */
public final class UidList {
    private static final int CHUNK = 4096;

    public static final UidList EMPTY = new UidList(new int[0][], new int[1]);

    private final int[][] chunks;
    /** How many UIDs are before each chunk; one more than chunks. */
    private final int[] before;

    private UidList(int[][] chunks, int[] before) {
        this.chunks = chunks;
        this.before = before;
    }

    /** Takes UIDs, as unsigned numbers that ascend. */
    public static final class Builder {
        private int[][] chunks = new int[4][];
        private int count;
        private int used = CHUNK;
        private long last;

        /** Throws {@link IllegalArgumentException} unless it is larger than all before. */
        public Builder add(long uid) {
            if (uid <= last) {
                throw new IllegalArgumentException("UIDs must ascend: " + uid + " after " + last);
            }
            last = uid;
            if (used == CHUNK) {
                if (count == chunks.length) {
                    chunks = Arrays.copyOf(chunks, count * 2);
                }
                chunks[count++] = new int[CHUNK];
                used = 0;
            }
            chunks[count - 1][used++] = (int) uid;
            return this;
        }

        public UidList build() {
            if (count == 0) {
                return EMPTY;
            }
            int[][] filled = Arrays.copyOf(chunks, count);
            filled[count - 1] = Arrays.copyOf(filled[count - 1], used);
            return of(filled);
        }
    }

    private static UidList of(int[][] chunks) {
        int[] before = new int[chunks.length + 1];
        for (int i = 0; i < chunks.length; i++) {
            before[i + 1] = before[i] + chunks[i].length;
        }
        return new UidList(chunks, before);
    }

    public int size() {
        return before[chunks.length];
    }

    public boolean isEmpty() {
        return size() == 0;
    }

    /** The largest UID; 0 if there is none. */
    public long largest() {
        return isEmpty() ? 0 : uidAt(size());
    }

    /** The UID of a sequence number from 1 to {@link #size()}. */
    public long uidAt(int number) {
        if (number < 1 || number > size()) {
            throw new IndexOutOfBoundsException("Sequence number " + number + " of " + size());
        }
        int chunk = chunkOf(number - 1);
        return Integer.toUnsignedLong(chunks[chunk][number - 1 - before[chunk]]);
    }

    private int chunkOf(int index) {
        int found = Arrays.binarySearch(before, index);
        // Empty chunks are never kept, so that no two entries are the same.
        return found >= 0 ? found : -found - 2;
    }

    /** The sequence number of a UID; 0 if it is not here. */
    public int numberOf(long uid) {
        int number = firstNumberFrom(uid);
        return number <= size() && uidAt(number) == uid ? number : 0;
    }

    /** The sequence number of the first UID that is not below this one; one more than all if there is none. */
    public int firstNumberFrom(long uid) {
        int low = 1;
        int high = size() + 1;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (uidAt(middle) < uid) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    /** With a UID larger than all. Throws {@link IllegalArgumentException} for any other. */
    public UidList plus(long uid) {
        if (uid <= largest()) {
            throw new IllegalArgumentException("UIDs must ascend: " + uid + " after " + largest());
        }
        int last = chunks.length - 1;
        int[][] copy;
        if (last < 0 || chunks[last].length == CHUNK) {
            copy = Arrays.copyOf(chunks, chunks.length + 1);
            copy[last + 1] = new int[] {(int) uid};
        } else {
            copy = chunks.clone();
            int[] grown = Arrays.copyOf(chunks[last], chunks[last].length + 1);
            grown[grown.length - 1] = (int) uid;
            copy[last] = grown;
        }
        return of(copy);
    }

    /** Without these. Those that are not here do not matter. */
    public UidList without(Collection<Long> uids) {
        int[][] copy = chunks.clone();
        boolean[] touched = new boolean[copy.length];
        long[] gone = uids.stream().mapToLong(Long::longValue).sorted().toArray();
        for (long uid : gone) {
            int number = numberOf(uid);
            if (number > 0) {
                touched[chunkOf(number - 1)] = true;
            }
        }
        int kept = 0;
        for (int i = 0; i < copy.length; i++) {
            int[] chunk = copy[i];
            if (touched[i]) {
                chunk = Arrays.stream(chunk)
                        .filter(uid -> Arrays.binarySearch(gone, Integer.toUnsignedLong(uid)) < 0)
                        .toArray();
            }
            if (chunk.length > 0) {
                copy[kept++] = chunk;
            }
        }
        return of(Arrays.copyOf(copy, kept));
    }

    @Override
    public String toString() {
        return "UidList[" + size() + " UIDs up to " + largest() + "]";
    }
}
