package dev.postrider.mailauth.dkim;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/**
 * The hashes of one message's body that its signatures need, taken together while the body passes by. Signatures open theirs
 * first ({@link DkimVerification}, {@code ArcVerification}); then the body is fed; then it is finished; then signatures can be
 * verified. Used by one thread at a time.
 */
public final class BodyHashes {
    private record Kind(Canonicalization canonicalization, long limit) {}

    private final Map<Kind, BodyHash> hashes = new LinkedHashMap<>();
    private boolean fed;
    private boolean finished;

    /** Does any signature ask for a hash? If not, the body need not be fed. */
    public boolean wanted() {
        return !hashes.isEmpty();
    }

    /**
     * The next octets of the body, dots un-stuffed, lines ended by CRLF. A chunk may end anywhere; nothing of it is kept.
     *
     * @param from index of the first octet
     * @param to index behind the last octet
     */
    public void update(byte[] octets, int from, int to) {
        Objects.checkFromToIndex(from, to, octets.length);
        if (finished) {
            throw new IllegalStateException("the body is finished");
        }
        fed = true;
        for (BodyHash hash : hashes.values()) {
            hash.update(octets, from, to);
        }
    }

    /** The body is complete. To call it again does nothing. */
    public void finish() {
        if (!finished) {
            finished = true;
            hashes.values().forEach(BodyHash::finish);
        }
    }

    boolean finished() {
        return finished;
    }

    /** The hash of the whole canonical body, or of its first octets; the same object for the same wish. */
    BodyHash open(Canonicalization canonicalization, long limit) {
        if (fed || finished) {
            throw new IllegalStateException("the body has begun");
        }
        return hashes.computeIfAbsent(
                new Kind(canonicalization, limit), kind -> new BodyHash(kind.canonicalization(), kind.limit()));
    }
}
