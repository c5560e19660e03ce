package dev.postrider.mailauth.spf;

import java.util.Locale;

/** Why a check ended as it did. */
public enum SpfReason {
    /** A mechanism matched: its qualifier is the result. */
    MECHANISM_MATCHED("the matched mechanism decides"),
    /** No mechanism matched (RFC 7208 s4.7). */
    NO_MECHANISM_MATCHED("no mechanism of the record matches"),
    /** The identity holds no domain name that could be looked up (RFC 7208 s4.3). */
    NO_DOMAIN("there is no domain to check"),
    NO_RECORD("the domain publishes no SPF record"),
    SEVERAL_RECORDS("the domain publishes more than one SPF record"),
    SYNTAX("the record is malformed"),
    TOO_MANY_LOOKUPS("the record needs more than 10 DNS look-ups"),
    TOO_MANY_VOID_LOOKUPS("more than 2 DNS look-ups have no answer"),
    TOO_MANY_EXCHANGES("an mx mechanism meets more than 10 mail exchangers"),
    INCLUDE_WITHOUT_RECORD("an included domain publishes no SPF record"),
    REDIRECT_WITHOUT_RECORD("the domain redirected to publishes no SPF record"),
    DNS_FAILURE("DNS does not answer");

    private final String text;

    SpfReason(String text) {
        this.text = text;
    }

    /** For people. */
    public String text() {
        return text;
    }

    /** For metrics, logs and JSON, such as {@code too-many-lookups}. */
    public String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
