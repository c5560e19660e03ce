package dev.postrider.mailauth.dmarc;

import java.util.Locale;

/** Why a check ended as it did. */
public enum DmarcReason {
    ALIGNED("an authenticated domain is aligned with the author's"),
    NOT_ALIGNED("no authenticated domain is aligned with the author's"),
    NO_AUTHOR_DOMAIN("the message has no usable From domain"),
    SEVERAL_AUTHOR_DOMAINS("the message has several From domains, of which none fails"),
    NO_RECORD("no DMARC record applies to the author's domain"),
    UNUSABLE_RECORD("the DMARC record has no valid policy and no address for reports"),
    DNS_FAILURE("DNS does not answer"),
    /** An identifier that would be aligned could not be checked. */
    UNDECIDED_IDENTIFIER("SPF or DKIM of an aligned domain failed for now");

    private final String text;

    DmarcReason(String text) {
        this.text = text;
    }

    /** For people. */
    public String text() {
        return text;
    }

    /** For metrics, logs and JSON, such as {@code not-aligned}. */
    public String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
