package dev.postrider.delivery.port;

import java.util.Locale;

/** When the next attempt of deferred mail is due, in classes for a metric's label. */
public enum DueIn {
    /** An attempt is under way. */
    STARTED,
    /** It is due, and nobody has taken it up. */
    NOW,
    FIVE_MINUTES,
    ONE_HOUR,
    SIX_HOURS,
    LATER,
    /** Never, until an operator releases it. */
    HELD;

    /** The value of a metric's label. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
