package dev.postrider.delivery.relay;

import dev.postrider.delivery.session.SessionPolicy;
import java.util.Optional;

/**
 * How mail leaves.
 *
 * @param hostname our name in EHLO
 * @param port of other servers; 25 except in tests
 * @param tls towards exchangers found by MX
 * @param smartHost takes all mail, if there is one
 */
public record RelayPolicy(String hostname, int port, SessionPolicy.Tls tls, Optional<SmartHost> smartHost) {
    /** The one server that takes all our mail. */
    public record SmartHost(
            String host, int port, SessionPolicy.Tls tls, Optional<SessionPolicy.Credentials> credentials) {}
}
