package dev.postrider.mailauth.dkim;

import java.util.Locale;

/** Why a signature was judged so. The one place for its outcome, its text and its name in metrics and logs. */
public enum DkimReason {
    VERIFIED(DkimOutcome.PASS, "signature verified"),
    NOT_SIGNED(DkimOutcome.NONE, "message not signed"),

    BODY_HASH_MISMATCH(DkimOutcome.FAIL, "body hash did not verify"),
    SIGNATURE_MISMATCH(DkimOutcome.FAIL, "signature did not verify"),

    NOT_EVALUATED(DkimOutcome.NEUTRAL, "too many signatures, not evaluated"),
    KEY_UNAVAILABLE(DkimOutcome.TEMPERROR, "key unavailable"),

    /** RFC 6376 s8.2: with {@code l=} anybody may append to the body, so such a signature proves nothing about what is read. */
    BODY_PARTLY_SIGNED(DkimOutcome.POLICY, "only a part of the body is signed"),
    /** RFC 8301 s3.2. */
    KEY_TOO_SHORT(DkimOutcome.POLICY, "key shorter than 1024 bits"),
    /** RFC 8301 s3.2 asks for 4096 bits at most; longer ones only cost time. */
    KEY_TOO_LONG(DkimOutcome.POLICY, "key longer than 4096 bits"),

    SYNTAX(DkimOutcome.PERMERROR, "signature syntax error"),
    DUPLICATE_TAG(DkimOutcome.PERMERROR, "signature has a tag twice"),
    TOO_LONG(DkimOutcome.PERMERROR, "signature field too long"),
    TAG_MISSING(DkimOutcome.PERMERROR, "signature missing required tag"),
    VERSION_UNKNOWN(DkimOutcome.PERMERROR, "incompatible version"),
    ALGORITHM_UNKNOWN(DkimOutcome.PERMERROR, "unknown algorithm"),
    /** RFC 8301 s3.1. */
    ALGORITHM_OBSOLETE(DkimOutcome.PERMERROR, "rsa-sha1 is not accepted"),
    CANONICALIZATION_UNKNOWN(DkimOutcome.PERMERROR, "unknown canonicalization"),
    QUERY_METHOD_UNKNOWN(DkimOutcome.PERMERROR, "unknown query method"),
    FROM_NOT_SIGNED(DkimOutcome.PERMERROR, "From field not signed"),
    IDENTITY_OUTSIDE_DOMAIN(DkimOutcome.PERMERROR, "identity outside the signing domain"),
    EXPIRED(DkimOutcome.PERMERROR, "signature expired"),
    BODY_SHORTER_THAN_SIGNED(DkimOutcome.PERMERROR, "body shorter than its signed length"),

    KEY_NOT_FOUND(DkimOutcome.PERMERROR, "no key for signature"),
    KEY_SYNTAX(DkimOutcome.PERMERROR, "key syntax error"),
    KEY_REVOKED(DkimOutcome.PERMERROR, "key revoked"),
    KEY_OF_OTHER_TYPE(DkimOutcome.PERMERROR, "inappropriate key algorithm"),
    KEY_FOR_OTHER_HASH(DkimOutcome.PERMERROR, "inappropriate hash algorithm"),
    KEY_FOR_OTHER_SERVICE(DkimOutcome.PERMERROR, "key is not for mail"),
    KEY_WITHOUT_SUBDOMAINS(DkimOutcome.PERMERROR, "key does not speak for subdomains");

    private final DkimOutcome outcome;
    private final String text;

    DkimReason(DkimOutcome outcome, String text) {
        this.outcome = outcome;
        this.text = text;
    }

    public DkimOutcome outcome() {
        return outcome;
    }

    /** For people: a comment in Authentication-Results, a line of the command line's answer. */
    public String text() {
        return text;
    }

    /** For machines: the label of a metric, the value of a log key, a field of JSON. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
