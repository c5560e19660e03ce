package dev.postrider.sasl;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** The mechanisms there are, the strongest first: some clients take the first one that they know. */
public enum SaslMechanism {
    /** RFC 7677, bound to the TLS connection by RFC 9266. */
    SCRAM_SHA_256_PLUS("SCRAM-SHA-256-PLUS"),
    /** RFC 7677. */
    SCRAM_SHA_256("SCRAM-SHA-256"),
    /** RFC 7628. */
    OAUTHBEARER("OAUTHBEARER"),
    /** Google's and Microsoft's forerunner of it, which more clients know. */
    XOAUTH2("XOAUTH2"),
    /** RFC 4616. */
    PLAIN("PLAIN"),
    /** Never standardised, and all that some clients know. */
    LOGIN("LOGIN");

    private final String wireName;

    SaslMechanism(String wireName) {
        this.wireName = wireName;
    }

    /** As it is registered. */
    public String wireName() {
        return wireName;
    }

    /** As a metric label: {@code scram_sha_256}. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** RFC 4422 s3.1 has names in upper case; clients do not always. */
    public static Optional<SaslMechanism> of(String wireName) {
        String upper = wireName.toUpperCase(Locale.ROOT);
        return Arrays.stream(values())
                .filter(mechanism -> mechanism.wireName.equals(upper))
                .findFirst();
    }
}
