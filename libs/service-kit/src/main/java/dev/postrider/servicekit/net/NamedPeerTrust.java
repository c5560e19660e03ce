package dev.postrider.servicekit.net;

import java.net.InetAddress;
import java.net.Socket;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedTrustManager;

/** Believes whom another one believes, if the certificate also has one of some names (RFC 6125 s6): those of a service, not of its addresses. */
final class NamedPeerTrust extends X509ExtendedTrustManager {
    private static final int IP_ADDRESS = 7;

    private final X509ExtendedTrustManager authorities;
    private final Set<String> names;

    /** @param names DNS names, or IP addresses */
    NamedPeerTrust(X509ExtendedTrustManager authorities, Set<String> names) {
        this.authorities = authorities;
        this.names = names.stream().map(name -> name.toLowerCase(Locale.ROOT)).collect(Collectors.toUnmodifiableSet());
    }

    private void checkName(X509Certificate[] chain) throws CertificateException {
        CertificateNames shown = CertificateNames.of(chain[0]);
        for (String name : names) {
            if (isAddress(name) ? hasAddress(chain[0], name) : shown.contains(withoutFinalDot(name))) {
                return;
            }
        }
        throw new CertificateException("the certificate is for " + shown.names() + ", not for " + names);
    }

    private static String withoutFinalDot(String name) {
        return name.endsWith(".") ? name.substring(0, name.length() - 1) : name;
    }

    private static boolean isAddress(String name) {
        return name.indexOf(':') >= 0 || name.matches("[0-9.]+");
    }

    private static boolean hasAddress(X509Certificate certificate, String address) throws CertificateException {
        Collection<List<?>> alternatives = certificate.getSubjectAlternativeNames();
        if (alternatives == null) {
            return false;
        }
        InetAddress wanted = InetAddress.ofLiteral(address);
        return alternatives.stream()
                .filter(name -> name.get(0).equals(IP_ADDRESS))
                .anyMatch(name ->
                        InetAddress.ofLiteral(String.valueOf(name.get(1))).equals(wanted));
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) throws CertificateException {
        authorities.checkClientTrusted(chain, type, socket);
        checkName(chain);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) throws CertificateException {
        authorities.checkServerTrusted(chain, type, socket);
        checkName(chain);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) throws CertificateException {
        authorities.checkClientTrusted(chain, type, engine);
        checkName(chain);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) throws CertificateException {
        authorities.checkServerTrusted(chain, type, engine);
        checkName(chain);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type) throws CertificateException {
        authorities.checkClientTrusted(chain, type);
        checkName(chain);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type) throws CertificateException {
        authorities.checkServerTrusted(chain, type);
        checkName(chain);
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
        return authorities.getAcceptedIssuers();
    }
}
