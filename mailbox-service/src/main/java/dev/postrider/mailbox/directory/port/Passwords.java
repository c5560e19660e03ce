package dev.postrider.mailbox.directory.port;

import io.vertx.core.Future;

/** Hashing of passwords: deliberately expensive, so bounded. A failed future with {@link OverloadedException}: come back later. */
public interface Passwords {
    /** Longer ones are nobody's password. */
    int MAX_OCTETS = 1_024;

    /** A new hash with a new salt, in PHC form. */
    Future<String> hash(String password);

    /** Does the password belong to the hash? An empty or unreadable hash costs the same and never fits. */
    Future<Boolean> verify(String password, String hash);

    /** Was it made with other parameters than new ones are? */
    boolean isOutdated(String hash);

    /** As much is waiting as may wait. */
    final class OverloadedException extends RuntimeException {
        public OverloadedException() {
            super("too many passwords are waiting to be checked", null, false, false);
        }
    }
}
