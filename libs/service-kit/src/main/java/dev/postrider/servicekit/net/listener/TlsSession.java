package dev.postrider.servicekit.net.listener;

import javax.net.ssl.SSLSession;

/**
 * What a handshake agreed on.
 *
 * @param protocol {@code TLSv1.3}
 * @param cipher {@code TLS_AES_256_GCM_SHA384}
 */
public record TlsSession(String protocol, String cipher) {
    static TlsSession of(SSLSession session) {
        return new TlsSession(session.getProtocol(), session.getCipherSuite());
    }
}
