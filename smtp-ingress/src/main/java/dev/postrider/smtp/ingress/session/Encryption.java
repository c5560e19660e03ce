package dev.postrider.smtp.ingress.session;

import java.util.Optional;

/** Whether the connection is encrypted. */
public sealed interface Encryption {
    /** No. */
    record Plaintext() implements Encryption {
        @Override
        public Optional<String> clientSubject() {
            return Optional.empty();
        }
    }

    /**
     * Yes.
     *
     * @param protocol {@code TLSv1.3}
     * @param cipher {@code TLS_AES_256_GCM_SHA384}
     * @param clientSubject of the client's certificate, if it was asked for one and that could be verified; gives no rights
     */
    record Tls(String protocol, String cipher, Optional<String> clientSubject) implements Encryption {}

    /** Is it? */
    default boolean isActive() {
        return this instanceof Tls;
    }

    /** Who the client is by its certificate; empty if that is not known. */
    Optional<String> clientSubject();

    /** For the record: protocol and cipher; empty for plaintext. */
    default String description() {
        return switch (this) {
            case Plaintext ignored -> "";
            case Tls(String protocol, String cipher, var ignored) -> protocol + " " + cipher;
        };
    }
}
