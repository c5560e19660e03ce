package dev.postrider.servicekit.net.listener;

/** Where TLS begins on a listener. */
public enum TlsMode {
    OFF,
    /** When the client asks for it, if it does. */
    STARTTLS,
    /** When the client asks for it, and before that nothing that matters is done. */
    STARTTLS_REQUIRED,
    /** With the connection. */
    IMPLICIT
}
