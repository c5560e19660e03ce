package dev.postrider.servicekit.net.listener;

/** Whether clients are asked for a certificate. One that is verified is recorded; it gives no rights. */
public enum ClientCertificates {
    NONE,
    /** Who has none, or one that cannot be verified, is served all the same. */
    REQUEST,
    /** Without one that can be verified there is no TLS. */
    REQUIRE
}
