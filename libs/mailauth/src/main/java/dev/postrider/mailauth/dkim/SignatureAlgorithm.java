package dev.postrider.mailauth.dkim;

import java.util.Optional;

/** What {@code a=} may be (RFC 8301 s3.1, RFC 8463 s3). Both hash with SHA-256. */
public enum SignatureAlgorithm {
    RSA_SHA256("rsa-sha256", "rsa"),
    ED25519_SHA256("ed25519-sha256", "ed25519");

    private final String keyword;
    private final String keyType;

    SignatureAlgorithm(String keyword, String keyType) {
        this.keyword = keyword;
        this.keyType = keyType;
    }

    /** As it stands in {@code a=}. */
    public String keyword() {
        return keyword;
    }

    /** What {@code k=} of its key record says. */
    String keyType() {
        return keyType;
    }

    static Optional<SignatureAlgorithm> named(String keyword) {
        for (SignatureAlgorithm algorithm : values()) {
            if (algorithm.keyword.equalsIgnoreCase(keyword)) {
                return Optional.of(algorithm);
            }
        }
        return Optional.empty();
    }
}
