package dev.postrider.servicekit.net.listener;

/** Why a client is not served. */
public enum Refusal {
    SHUTTING_DOWN,
    /** This listener is not for it. */
    NOT_ALLOWED,
    TOO_MANY_CONNECTIONS
}
