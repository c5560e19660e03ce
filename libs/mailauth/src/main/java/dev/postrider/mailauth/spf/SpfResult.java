package dev.postrider.mailauth.spf;

import java.util.Locale;

/** The results of RFC 7208 s2.6. */
public enum SpfResult {
    /** Nothing to check, or no record. */
    NONE,
    /** The domain says nothing about this client. */
    NEUTRAL,
    PASS,
    FAIL,
    SOFTFAIL,
    /** DNS could not tell; later it may. */
    TEMPERROR,
    /** The domain's records are wrong. */
    PERMERROR;

    /** As it stands in Authentication-Results (RFC 8601 s2.7.2), in metrics and in JSON. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }
}
