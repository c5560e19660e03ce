package dev.postrider.delivery.policy;

import java.util.Locale;

/** What an attempt meant for one recipient. */
public enum Disposition {
    /** Stored, or taken over by another server. */
    SUCCEEDED,
    /** Not now: to be tried again. */
    DEFERRED,
    /** Never: the sender is to be told. */
    FAILED;

    /** The value of a metric's label. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
