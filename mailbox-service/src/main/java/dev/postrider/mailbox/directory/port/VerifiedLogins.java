package dev.postrider.mailbox.directory.port;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Remembers for minutes what was found right, so that clients which connect often do not cost a hash each time. */
public interface VerifiedLogins {
    /** Cannot be turned back without a key that only this process has, and that is new with each start. */
    Fingerprint fingerprint(String first, String second, String password);

    boolean contains(Fingerprint fingerprint);

    void add(Fingerprint fingerprint);

    /** A keyed hash. */
    final class Fingerprint {
        private final byte[] octets;

        public Fingerprint(byte[] octets) {
            this.octets = octets.clone();
        }

        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Fingerprint that && Arrays.equals(octets, that.octets);
        }

        @Override
        public int hashCode() {
            return Arrays.hashCode(octets);
        }
    }
}
