package dev.postrider.mailauth.arc;

import java.util.Locale;

/** Why a chain was judged so. The one place for its outcome, its text and its name in metrics and logs. */
public enum ArcReason {
    NOT_SEALED(ArcOutcome.NONE, "no ARC sets"),
    VERIFIED(ArcOutcome.PASS, "chain verified"),

    TOO_MANY_SETS(ArcOutcome.FAIL, "more than 50 ARC sets"),
    FIELD_SYNTAX(ArcOutcome.FAIL, "ARC field syntax error"),
    /** A member of a set is missing or there twice, or a set is missing. */
    STRUCTURE(ArcOutcome.FAIL, "ARC sets incomplete"),
    /** {@code cv=} is not {@code none} in the first set, or not {@code pass} in a later one. */
    CHAIN_STATUS(ArcOutcome.FAIL, "chain status out of place"),
    /** The last handler found the chain broken and said so. */
    FAILED_BEFORE(ArcOutcome.FAIL, "chain already failed"),
    MESSAGE_SIGNATURE_FAILED(ArcOutcome.FAIL, "message signature failed"),
    SEAL_FAILED(ArcOutcome.FAIL, "seal failed");

    private final ArcOutcome outcome;
    private final String text;

    ArcReason(ArcOutcome outcome, String text) {
        this.outcome = outcome;
        this.text = text;
    }

    public ArcOutcome outcome() {
        return outcome;
    }

    /** For people. */
    public String text() {
        return text;
    }

    /** For machines: the label of a metric, the value of a log key, a field of JSON. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
