package dev.postrider.smtp.ingress.policy.pipeline;

import java.util.Locale;
import java.util.Set;

/** One question about a message. Steps that do not need each other's answer are asked at the same time. */
public enum PolicyStep {
    /** Is the header as RFC 5322 s3.6 wants it? */
    HEADERS(true),
    /** May the client send for the envelope's domain (RFC 7208)? */
    SPF(false),
    /** Is there a signature that holds (RFC 6376)? */
    DKIM(false),
    /** Is the chain of those who passed it on sound (RFC 8617)? */
    ARC(false),
    /** Does the domain in From stand for it (RFC 9989)? Needs the answers of SPF and DKIM. */
    DMARC(false),
    /** What does rspamd say? */
    RSPAMD(true);

    private final boolean concernsOurUsers;
    private final String label = name().toLowerCase(Locale.ROOT);

    PolicyStep(boolean concernsOurUsers) {
        this.concernsOurUsers = concernsOurUsers;
    }

    /** As a metric label, in logs and in the configuration. */
    public String label() {
        return label;
    }

    /** Is it asked of mail of our own users too? Who has logged in needs no other proof of who it is. */
    public boolean concernsOurUsers() {
        return concernsOurUsers;
    }

    /** Whose answers it needs, if they are asked for. */
    public Set<PolicyStep> needs() {
        return switch (this) {
            case HEADERS, SPF, DKIM, ARC, RSPAMD -> Set.of();
            case DMARC -> Set.of(SPF, DKIM);
        };
    }
}
