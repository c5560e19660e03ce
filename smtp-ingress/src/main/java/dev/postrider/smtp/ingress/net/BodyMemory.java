package dev.postrider.smtp.ingress.net;

import dev.postrider.servicekit.net.listener.KeyedLimit;
import dev.postrider.servicekit.net.listener.Permit;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * How much the bodies of all connections may take together: memory, and blobs that are being written. Shared by all listeners and event loops; thread-safe.
 *
 * <p>However many want it, something is always left for the next one: a body gets no more than an eighth of the memory that is free, a client no more blobs than are
 * free. (Choudhury and Hahne's dynamic thresholds, by which switches share their buffers: with n bodies that take all they get, each has a share of 1/(n+8), and so
 * has a new one.) A body that gets no memory goes to the blob store; one that gets no blob either is not stored, and its client is told to come again.
 */
public final class BodyMemory {
    private static final int FREE_PARTS = 8;

    private final long limitOctets;
    private final int limitBlobs;
    private final AtomicLong takenOctets = new AtomicLong();
    private final AtomicInteger openBlobs = new AtomicInteger();
    private final KeyedLimit<String> blobsOfClient = new KeyedLimit<>(Integer.MAX_VALUE);

    /** @param limitBlobs that are being written at the same time */
    public BodyMemory(long limitOctets, int limitBlobs) {
        this.limitOctets = limitOctets;
        this.limitBlobs = limitBlobs;
    }

    /**
     * Takes so much, or nothing.
     *
     * @param held what the same body has already
     */
    boolean tryTake(long octets, long held) {
        long before = takenOctets.getAndAdd(octets);
        if (before + octets <= limitOctets && held + octets <= (limitOctets - before) / FREE_PARTS) {
            return true;
        }
        takenOctets.addAndGet(-octets);
        return false;
    }

    void giveBack(long octets) {
        takenOctets.addAndGet(-octets);
    }

    /** The right to write one blob; empty if there are too many, or too many of this client. */
    Optional<Permit> tryOpenBlob(String client) {
        int before = openBlobs.getAndIncrement();
        Optional<Permit> ofClient =
                before < limitBlobs ? blobsOfClient.acquire(client, limitBlobs - before) : Optional.empty();
        if (ofClient.isEmpty()) {
            openBlobs.decrementAndGet();
        }
        return ofClient.map(counted -> () -> {
            counted.release();
            openBlobs.decrementAndGet();
        });
    }

    /** In use now. */
    public long takenOctets() {
        return takenOctets.get();
    }

    /** Being written now. */
    public int openBlobs() {
        return openBlobs.get();
    }
}
