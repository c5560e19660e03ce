package dev.postrider.mailbox.directory.port;

import dev.postrider.mailbox.directory.StoredPassword;
import io.vertx.core.Future;

/** Hashing of passwords: deliberately expensive, so bounded. A failed future with {@link OverloadedException}: come back later. */
public interface Passwords {
    /** Longer ones are nobody's password. */
    int MAX_OCTETS = 1_024;

    /** What to keep of a password, with new salts. */
    Future<StoredPassword> keep(String password);

    /** Does the password belong to the hash? An empty or unreadable hash costs the same and never fits. */
    Future<Boolean> verify(String password, String hash);

    /** Is what is kept of this password other than what {@link #keep} would make of it, salts aside? */
    boolean isOutdated(StoredPassword stored, String password);

    /** As much is waiting as may wait. */
    final class OverloadedException extends RuntimeException {
        public OverloadedException() {
            super("too many passwords are waiting to be checked", null, false, false);
        }
    }
}
