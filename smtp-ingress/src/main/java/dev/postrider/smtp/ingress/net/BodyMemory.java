package dev.postrider.smtp.ingress.net;

import java.util.concurrent.atomic.AtomicLong;

/** How much memory the bodies of all connections may take together. When it is used up, bodies go to the blob store earlier. */
public final class BodyMemory {
    private final long limitOctets;
    private final AtomicLong takenOctets = new AtomicLong();

    public BodyMemory(long limitOctets) {
        this.limitOctets = limitOctets;
    }

    /** Takes so much, or nothing. */
    boolean tryTake(long octets) {
        if (takenOctets.addAndGet(octets) <= limitOctets) {
            return true;
        }
        takenOctets.addAndGet(-octets);
        return false;
    }

    void giveBack(long octets) {
        takenOctets.addAndGet(-octets);
    }

    long takenOctets() {
        return takenOctets.get();
    }
}
