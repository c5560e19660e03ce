package dev.postrider.mailauth.dkim;

import java.util.Locale;

/** Results of the method {@code dkim} (RFC 8601 s2.7.1). */
public enum DkimOutcome {
    /** Not signed. */
    NONE,
    /** Signed and true. */
    PASS,
    /** Signed, and the message is not what was signed. */
    FAIL,
    /** True, or may be, but not acceptable here. */
    POLICY,
    /** Not looked at. */
    NEUTRAL,
    /** The key could not be asked for: another time it may pass. */
    TEMPERROR,
    /** The signature or its key makes no sense, and never will. */
    PERMERROR;

    /** As it stands in Authentication-Results. */
    public String keyword() {
        return name().toLowerCase(Locale.ROOT);
    }
}
