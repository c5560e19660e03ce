package dev.postrider.delivery.port;

import dev.postrider.delivery.session.SessionPolicy;
import io.vertx.core.Future;

/** Opens SMTP sessions. */
@FunctionalInterface
public interface SmtpDialer {
    /**
     * Connects and introduces itself.
     *
     * @param host its name, for TLS
     * @param address where to connect, in text form
     * @return a link that is ready for a message; fails with {@link DialException}
     */
    Future<SmtpLink> dial(String host, String address, int port, SessionPolicy policy);
}
