package dev.postrider.servicekit.net.listener;

/** Why a client is not served. */
public enum Refusal {
    SHUTTING_DOWN,
    TOO_MANY_CONNECTIONS
}
