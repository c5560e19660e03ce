package dev.postrider.servicekit.net.listener;

import java.util.Optional;

/**
 * What a handshake agreed on.
 *
 * @param protocol {@code TLSv1.3}
 * @param cipher {@code TLS_AES_256_GCM_SHA384}
 * @param clientSubject of the client's certificate, if it was asked for one and that could be verified
 * @param tlsExporter 32 octets that only the two ends can know, RFC 9266 s2; only with TLS 1.3
 */
public record TlsSession(
        String protocol, String cipher, Optional<String> clientSubject, Optional<byte[]> tlsExporter) {}
