package dev.postrider.smtp;

/** When a delivery report is wanted, RFC 3461 s4.1. {@link #NEVER} stands alone. */
public enum DsnNotify {
    NEVER,
    SUCCESS,
    FAILURE,
    DELAY
}
