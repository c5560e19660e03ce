package dev.postrider.smtp.ingress.policy.pipeline;

import java.util.Locale;

/** What a step may find: a metric label and a word in the log. */
public enum Outcome {
    // As in Authentication-Results, RFC 8601 s2.7
    PASS,
    FAIL,
    SOFTFAIL,
    NEUTRAL,
    NONE,
    /** There was something, but not what our policy takes. */
    POLICY,
    TEMPERROR,
    PERMERROR,
    /** Nobody was asked. */
    SKIPPED,

    // What a domain asks for, where DMARC failed
    QUARANTINE,
    REJECT,

    // What rspamd asks for, beside REJECT
    ADD_HEADER,
    REWRITE_SUBJECT,
    GREYLIST,
    SOFT_REJECT,

    // What is wrong with a header
    MISSING_FROM,
    SEVERAL_FROM,
    MISSING_DATE,
    MISSING_MESSAGE_ID,
    /** A field that may stand once stands several times (RFC 5322 s3.6). */
    DUPLICATE_FIELD,
    /** An octet above 127 without SMTPUTF8 (RFC 6532). */
    EIGHT_BIT,
    /** A line that is no field and continues none. */
    MALFORMED_LINE,
    /** More than 998 octets before its CRLF (RFC 5322 s2.1.1). */
    LONG_LINE;

    private final String label = name().toLowerCase(Locale.ROOT);

    public String label() {
        return label;
    }

    /** May the answer be another one next time? Then it must not refuse for good. */
    public boolean mayPass() {
        return this == TEMPERROR || this == SKIPPED || this == GREYLIST || this == SOFT_REJECT;
    }
}
