package dev.postrider.smtp.ingress.session;

import dev.postrider.sasl.ChannelBinding;
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
     * @param channel what identifies the connection to its two ends, if anything does
     */
    record Tls(String protocol, String cipher, Optional<String> clientSubject, Optional<ChannelBinding> channel)
            implements Encryption {}

    /** Is it? */
    default boolean isActive() {
        return this instanceof Tls;
    }

    /** Who the client is by its certificate; empty if that is not known. */
    Optional<String> clientSubject();

    /** What a login can be bound to. */
    default Optional<ChannelBinding> binding() {
        return switch (this) {
            case Plaintext ignored -> Optional.empty();
            case Tls tls -> tls.channel();
        };
    }

    /** For the record: protocol and cipher; empty for plaintext. */
    default String description() {
        return switch (this) {
            case Plaintext ignored -> "";
            case Tls(String protocol, String cipher, var ignored, var alsoIgnored) -> protocol + " " + cipher;
        };
    }
}
