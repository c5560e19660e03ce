package dev.postrider.servicekit.net;

import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;

/** What every listener speaks: TLS 1.2 and 1.3, with forward secrecy and authenticated encryption (RFC 9325 s3.1, s4.2). */
public final class TlsPolicy {
    static final Set<String> PROTOCOLS = new LinkedHashSet<>(List.of("TLSv1.3", "TLSv1.2"));

    private static final List<String> CIPHERS = List.of(
            "TLS_AES_256_GCM_SHA384",
            "TLS_AES_128_GCM_SHA256",
            "TLS_CHACHA20_POLY1305_SHA256",
            "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384",
            "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384",
            "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256",
            "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256",
            "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256",
            "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256");

    static {
        // A client that renegotiates TLS 1.2 makes us work and gains nothing. The JDK knows no other way to say so.
        if (System.getProperty("jdk.tls.rejectClientInitiatedRenegotiation") == null) {
            System.setProperty("jdk.tls.rejectClientInitiatedRenegotiation", "true");
        }
    }

    private TlsPolicy() {}

    /** Makes an engine a server's, with this policy. */
    public static void applyTo(SSLEngine engine) {
        engine.setUseClientMode(false);
        List<String> supported = Arrays.asList(engine.getSupportedCipherSuites());
        SSLParameters parameters = engine.getSSLParameters();
        parameters.setProtocols(PROTOCOLS.toArray(String[]::new));
        parameters.setCipherSuites(CIPHERS.stream().filter(supported::contains).toArray(String[]::new));
        parameters.setUseCipherSuitesOrder(true);
        engine.setSSLParameters(parameters);
    }

    /** The version of a connection as the label of a metric. */
    public static String label(String protocol) {
        return switch (protocol) {
            case "TLSv1.3" -> "1.3";
            case "TLSv1.2" -> "1.2";
            default -> "other";
        };
    }

    /** Makes sure that the JDK's TLS, which looks at its system properties once, starts with ours. */
    public static void ready() {}
}
