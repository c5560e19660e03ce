package dev.postrider.smtp;

/** What a delivery report is to bring back, RFC 3461 s4.3. */
public enum DsnReturn {
    /** The whole message. */
    FULL,
    /** Its header alone. */
    HEADERS
}
