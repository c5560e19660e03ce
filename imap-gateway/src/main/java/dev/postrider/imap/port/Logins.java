package dev.postrider.imap.port;

import dev.postrider.servicekit.trace.TraceSpan;
import io.vertx.core.Future;

/** Who the users are. */
@FunctionalInterface
public interface Logins {
    /** Are these the credentials of an account? Never fails: {@link LoginCheck.Refused#UNAVAILABLE} if nobody knows. */
    Future<LoginCheck> check(Credentials credentials, String clientAddress);

    /** The same, as a part of {@code span}. */
    default Future<LoginCheck> check(Credentials credentials, String clientAddress, TraceSpan span) {
        return check(credentials, clientAddress);
    }
}
