package dev.postrider.servicekit.net.listener;

import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.Optional;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import javax.net.ssl.X509ExtendedTrustManager;

/** Who a client is by its certificate, if the authorities vouch for it. */
final class ClientSubject {
    /** A name beyond this is not worth being recorded. */
    private static final int MOST_CHARACTERS = 512;

    private ClientSubject() {}

    /** The subject as RFC 4514 writes it. */
    static Optional<String> of(SSLSession session, X509ExtendedTrustManager authorities) {
        try {
            Certificate[] presented = session.getPeerCertificates();
            X509Certificate[] chain = Arrays.copyOf(presented, presented.length, X509Certificate[].class);
            authorities.checkClientTrusted(chain, chain[0].getPublicKey().getAlgorithm());
            return Optional.of(chain[0].getSubjectX500Principal().getName())
                    .filter(name -> !name.isEmpty() && name.length() <= MOST_CHARACTERS);
        } catch (SSLPeerUnverifiedException | CertificateException noneOrUnknown) {
            return Optional.empty();
        }
    }
}
