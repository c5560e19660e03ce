package dev.postrider.delivery.session;

import java.util.Optional;

/**
 * What a session is to do before it carries mail.
 *
 * @param helloName our name in EHLO
 * @param remote the server's name and address, for verdicts
 * @param tls when to use TLS
 * @param credentials for AUTH PLAIN, only ever sent over TLS
 */
public record SessionPolicy(String helloName, String remote, Tls tls, Optional<Credentials> credentials) {
    /** When to use TLS. */
    public enum Tls {
        /** Never: it failed with this host a moment ago. */
        NEVER,
        /** If the server offers it; the certificate does not matter, since plaintext is the alternative. */
        OPPORTUNISTIC,
        /** No mail without it. */
        REQUIRED
    }

    /** RFC 4616. */
    public record Credentials(String login, String password) {
        @Override
        public String toString() {
            return "Credentials[" + login + "]";
        }
    }
}
