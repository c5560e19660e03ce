package dev.postrider.sasl;

import java.util.Locale;

/** Why an exchange came to nothing. */
public enum SaslFailure {
    /** What the client sent cannot be read. */
    MALFORMED,
    /** The client gave up. */
    CANCELLED,
    /** A wrong login, password, proof or token; or to act as somebody else was asked for. Nobody is told which. */
    INVALID,
    /** The connection is not the one that the client meant, or somebody hid from it that it could have been bound. */
    CHANNEL_BINDING,
    /** Right, but the account is disabled. */
    DISABLED,
    /** Too many failures before this one: nothing was checked. */
    THROTTLED,
    /** The directory did not answer. */
    UNAVAILABLE;

    /** As a metric label. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
