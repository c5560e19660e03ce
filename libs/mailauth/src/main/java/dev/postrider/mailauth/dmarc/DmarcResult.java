package dev.postrider.mailauth.dmarc;

import java.util.Locale;

/** The results for Authentication-Results (RFC 9989 s8.2). */
public enum DmarcResult {
    /** No policy applies: there is no record, or no single author domain. */
    NONE,
    PASS,
    FAIL,
    /** DNS could not tell; later it may. */
    TEMPERROR,
    /** The record that applies is unusable. */
    PERMERROR;

    /** As in Authentication-Results and in metrics. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }
}
