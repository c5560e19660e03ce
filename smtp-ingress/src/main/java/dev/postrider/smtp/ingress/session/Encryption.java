package dev.postrider.smtp.ingress.session;

/** Whether the connection is encrypted. */
public sealed interface Encryption {
    /** No. */
    record Plaintext() implements Encryption {}

    /**
     * Yes.
     *
     * @param protocol {@code TLSv1.3}
     * @param cipher {@code TLS_AES_256_GCM_SHA384}
     */
    record Tls(String protocol, String cipher) implements Encryption {}

    /** Is it? */
    default boolean isActive() {
        return this instanceof Tls;
    }

    /** For the record: protocol and cipher; empty for plaintext. */
    default String description() {
        return switch (this) {
            case Plaintext ignored -> "";
            case Tls(String protocol, String cipher) -> protocol + " " + cipher;
        };
    }
}
