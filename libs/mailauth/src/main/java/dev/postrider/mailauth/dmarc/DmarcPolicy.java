package dev.postrider.mailauth.dmarc;

import java.util.Locale;
import java.util.Optional;

/** What a domain owner wants done with mail that fails: {@code dmarc-request = "none" / "quarantine" / "reject"} (RFC 9989 s4.8). */
public enum DmarcPolicy {
    NONE,
    QUARANTINE,
    REJECT;

    static Optional<DmarcPolicy> parse(String value) {
        return switch (value.toLowerCase(Locale.ROOT)) {
            case "none" -> Optional.of(NONE);
            case "quarantine" -> Optional.of(QUARANTINE);
            case "reject" -> Optional.of(REJECT);
            default -> Optional.empty();
        };
    }

    /** What a domain that is still testing expects: one level less (RFC 9989 s4.7, {@code t}). */
    DmarcPolicy lowered() {
        return switch (this) {
            case NONE, QUARANTINE -> NONE;
            case REJECT -> QUARANTINE;
        };
    }

    /** As in the record, in Authentication-Results and in metrics. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }
}
