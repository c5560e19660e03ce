package dev.postrider.mailauth.dkim;

import dev.postrider.mail.OctetString;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** The SHA-256 of a canonical body, or of its first octets; complete when {@link BodyHashes#finish} was called. */
final class BodyHash {
    private final MessageDigest digest = sha256();
    private final BodyCanonicalizer canonicalizer;
    private final long limit;
    private long length;
    private byte[] value = {};

    /** @param limit how many canonical octets are hashed */
    BodyHash(Canonicalization canonicalization, long limit) {
        this.canonicalizer = BodyCanonicalizer.of(canonicalization, this::accept);
        this.limit = limit;
    }

    void update(byte[] octets, int from, int to) {
        canonicalizer.update(octets, from, to);
    }

    void finish() {
        canonicalizer.finish();
        value = digest.digest();
    }

    /** Octets of the canonical body, hashed or not. */
    long length() {
        return length;
    }

    boolean is(OctetString expected) {
        return MessageDigest.isEqual(value, expected.toByteArray());
    }

    private void accept(byte[] octets, int from, int count) {
        long room = limit - length;
        if (room > 0) {
            digest.update(octets, from, (int) Math.min(room, count));
        }
        length += count;
    }

    static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException everyPlatformHasIt) {
            throw new IllegalStateException(everyPlatformHasIt);
        }
    }
}
