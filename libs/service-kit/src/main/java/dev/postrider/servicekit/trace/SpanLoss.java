package dev.postrider.servicekit.trace;

import java.util.Locale;

/** Why a span did not reach the collector. */
public enum SpanLoss {
    /** Too many were waiting. */
    QUEUE_FULL,
    /** The collector did not take it. */
    NOT_TAKEN;

    /** The value of a metric's label. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
