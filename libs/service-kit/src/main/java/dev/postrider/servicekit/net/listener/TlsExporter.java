package dev.postrider.servicekit.net.listener;

import java.util.Optional;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.SSLKeyException;
import javax.net.ssl.SSLSession;

/** What identifies a TLS connection to its two ends, RFC 9266. */
final class TlsExporter {
    private static final String LABEL = "EXPORTER-Channel-Binding";
    private static final int OCTETS = 32;

    private TlsExporter() {}

    /** RFC 9266 s4.2: with TLS 1.2 it would bind only if the extended master secret was agreed on, and the JDK does not tell. */
    static Optional<byte[]> of(SSLSession session) {
        if (!session.getProtocol().equals("TLSv1.3") || !(session instanceof ExtendedSSLSession extended)) {
            return Optional.empty();
        }
        try {
            return Optional.of(extended.exportKeyingMaterialData(LABEL, new byte[0], OCTETS));
        } catch (SSLKeyException | UnsupportedOperationException | IllegalStateException notExportable) {
            return Optional.empty();
        }
    }
}
