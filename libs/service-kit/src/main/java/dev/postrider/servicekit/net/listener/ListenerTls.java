package dev.postrider.servicekit.net.listener;

import io.vertx.core.net.KeyCertOptions;
import java.util.Optional;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * The TLS of one listener.
 *
 * @param implicit whether it begins with the connection; else it is there for STARTTLS
 * @param authorities who may vouch for clients; needed if they are asked for certificates
 */
public record ListenerTls(
        KeyCertOptions identity,
        boolean implicit,
        ClientCertificates clients,
        Optional<X509ExtendedTrustManager> authorities) {
    /** Refuses what cannot work. */
    public ListenerTls {
        if (clients != ClientCertificates.NONE && authorities.isEmpty()) {
            throw new IllegalArgumentException("certificates of clients need authorities");
        }
    }

    /** Nobody is asked for a certificate. */
    public static ListenerTls of(KeyCertOptions identity, boolean implicit) {
        return new ListenerTls(identity, implicit, ClientCertificates.NONE, Optional.empty());
    }
}
