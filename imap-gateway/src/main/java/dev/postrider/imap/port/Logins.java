package dev.postrider.imap.port;

import io.vertx.core.Future;

/** Who the users are. */
@FunctionalInterface
public interface Logins {
    /** Are these the credentials of an account? Never fails: {@link LoginCheck.Refused#UNAVAILABLE} if nobody knows. */
    Future<LoginCheck> check(Credentials credentials, String clientAddress);
}
