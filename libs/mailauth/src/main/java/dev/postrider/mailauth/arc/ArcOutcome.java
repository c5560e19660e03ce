package dev.postrider.mailauth.arc;

import java.util.Locale;

/** Results of the method {@code arc} (RFC 8617 s4.4). */
public enum ArcOutcome {
    NONE,
    PASS,
    FAIL;

    /** As it stands in Authentication-Results. */
    public String keyword() {
        return name().toLowerCase(Locale.ROOT);
    }
}
