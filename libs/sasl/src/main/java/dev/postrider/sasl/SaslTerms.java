package dev.postrider.sasl;

import java.util.Optional;
import java.util.Set;

/**
 * Under what terms a server lets clients log in on one connection.
 *
 * @param offered what it has told the client that it can do
 * @param binding what identifies the TLS connection, if anything does
 * @param tokenRefusal told to a client whose token is refused: a JSON object, RFC 7628 s3.2.2
 */
public record SaslTerms(Set<SaslMechanism> offered, Optional<ChannelBinding> binding, String tokenRefusal) {
    /** RFC 6750 s3.1. */
    public static final String INVALID_TOKEN = "{\"status\":\"invalid_token\"}";

    /** Copies the set. */
    public SaslTerms {
        offered = Set.copyOf(offered);
    }
}
