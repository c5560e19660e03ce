package dev.postrider.delivery.policy;

import java.util.Locale;

/** Why a record could not be processed. */
public enum DeadLetterReason {
    /** Not the protobuf message that its topic holds. */
    UNDECODABLE,
    /** Decodable, and makes no sense: no recipients, a size that is not the body's, … */
    INCONSISTENT,
    /** It made the worker throw: a fault of ours that must not stop the mail behind it. */
    UNPROCESSABLE,
    /** mailbox-service says that the request itself is wrong. */
    REFUSED_BY_STORE;

    /** The value of a metric's label. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
