package dev.postrider.delivery.port;

import java.util.Locale;

/** What an attempt at another server is made of. */
public enum AttemptPart {
    /** Finding its addresses. */
    LOOKUP,
    /** From the connection to where a message can begin, TLS included. */
    DIAL,
    /** From MAIL to the last reply. */
    TRANSACTION;

    /** The value of a metric's label. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
