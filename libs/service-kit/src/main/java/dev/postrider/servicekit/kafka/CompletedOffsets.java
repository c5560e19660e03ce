package dev.postrider.servicekit.kafka;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.Optional;
import org.roaringbitmap.RoaringBitmap;

/**
 * The set of offsets at or above a base that are complete, as it travels in a commit's metadata: {@code 1:} and the base64 of a RoaringBitmap
 * (portable format) of {@code offset - base}. An empty set is the empty text.
 */
final class CompletedOffsets {
    /** Kafka's {@code offset.metadata.max.bytes} is 4096 characters by default; some room for what others may add. */
    static final int MAX_METADATA_CHARS = 4_000;

    private static final String VERSION = "1:";
    private static final int MAX_BITMAP_OCTETS = (MAX_METADATA_CHARS - VERSION.length()) / 4 * 3;

    private final long base;
    private final RoaringBitmap relative;

    private CompletedOffsets(long base, RoaringBitmap relative) {
        this.base = base;
        this.relative = relative;
    }

    static CompletedOffsets empty(long base) {
        return new CompletedOffsets(base, new RoaringBitmap());
    }

    /** Empty if the text is not ours or is damaged: then everything above the base is read again. */
    static Optional<CompletedOffsets> decode(long base, String metadata) {
        if (metadata.isEmpty()) {
            return Optional.of(empty(base));
        }
        if (!metadata.startsWith(VERSION)) {
            return Optional.empty();
        }
        RoaringBitmap bitmap = new RoaringBitmap();
        try {
            bitmap.deserialize(ByteBuffer.wrap(Base64.getDecoder().decode(metadata.substring(VERSION.length()))));
        } catch (IOException | RuntimeException e) {
            // RoaringBitmap answers damaged octets with unchecked exceptions of many kinds.
            return Optional.empty();
        }
        return Optional.of(new CompletedOffsets(base, bitmap));
    }

    /** Offsets too far above the base to be told are left out: they will be read again. */
    void add(long offset) {
        long distance = offset - base;
        if (distance >= 0 && distance <= Integer.MAX_VALUE) {
            relative.add((int) distance);
        }
    }

    boolean contains(long offset) {
        long distance = offset - base;
        return distance >= 0 && distance <= Integer.MAX_VALUE && relative.contains((int) distance);
    }

    boolean isEmpty() {
        return relative.isEmpty();
    }

    int size() {
        return relative.getCardinality();
    }

    /** Adds the offsets of this set at or above {@code from} to another one. */
    void copyTo(CompletedOffsets other, long from) {
        relative.forEach((int distance) -> {
            if (base + distance >= from) {
                other.add(base + distance);
            }
        });
    }

    /** At most {@link #MAX_METADATA_CHARS} characters: if the set does not fit, its highest part is left out. */
    String encode() {
        if (relative.isEmpty()) {
            return "";
        }
        RoaringBitmap fitting = relative;
        fitting.runOptimize();
        if (fitting.serializedSizeInBytes() > MAX_BITMAP_OCTETS) {
            fitting = lowestFitting();
        }
        ByteBuffer buffer = ByteBuffer.allocate(fitting.serializedSizeInBytes());
        fitting.serialize(buffer);
        return VERSION + Base64.getEncoder().withoutPadding().encodeToString(buffer.array());
    }

    /** By bisection over the number of offsets kept: the size grows with the number, near enough to monotonically. */
    private RoaringBitmap lowestFitting() {
        RoaringBitmap best = new RoaringBitmap();
        int low = 1;
        int high = relative.getCardinality();
        while (low <= high) {
            int middle = (low + high) >>> 1;
            RoaringBitmap candidate = relative.limit(middle);
            candidate.runOptimize();
            if (candidate.serializedSizeInBytes() <= MAX_BITMAP_OCTETS) {
                best = candidate;
                low = middle + 1;
            } else {
                high = middle - 1;
            }
        }
        return best;
    }
}
