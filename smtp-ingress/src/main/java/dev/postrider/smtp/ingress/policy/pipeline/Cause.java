package dev.postrider.smtp.ingress.policy.pipeline;

import java.util.Locale;

/** Why a step has no better answer: a word in the log. */
public enum Cause {
    /** It has. */
    NONE,
    TIMED_OUT,
    /** It threw: a bug of ours. */
    FAULT,
    /** Whom it asks does not answer. */
    UNREACHABLE,
    /** Whom it asks answers nonsense. */
    GARBLED,
    /** Too many are asking already. */
    BUSY,
    /** The message is larger than what is asked about. */
    TOO_BIG,
    /** The message's own fault: what it, or a domain's record, says cannot be read. */
    MALFORMED;

    private final String label = name().toLowerCase(Locale.ROOT);

    public String label() {
        return label;
    }
}
