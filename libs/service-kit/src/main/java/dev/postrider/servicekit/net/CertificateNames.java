package dev.postrider.servicekit.net;

import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/** The names that a certificate is for: {@code mail.example.org}, or {@code *.example.org} for one label more (RFC 6125 s6.4.3). In lower case. */
record CertificateNames(Set<String> names) {
    private static final int DNS_NAME = 2;

    static CertificateNames of(Collection<String> names) {
        return new CertificateNames(
                names.stream().map(name -> name.toLowerCase(Locale.ROOT)).collect(Collectors.toUnmodifiableSet()));
    }

    /** Those that the certificate itself tells, RFC 5280 s4.2.1.6. */
    static CertificateNames of(X509Certificate certificate) throws CertificateParsingException {
        Collection<List<?>> alternatives = certificate.getSubjectAlternativeNames();
        if (alternatives == null) {
            return new CertificateNames(Set.of());
        }
        return of(alternatives.stream()
                .filter(name -> name.get(0).equals(DNS_NAME))
                .map(name -> String.valueOf(name.get(1)))
                .toList());
    }

    /** @param name in lower case, without a final dot */
    boolean contains(String name) {
        return names.contains(name) || names.contains("*" + behindFirstLabel(name));
    }

    private static String behindFirstLabel(String name) {
        int dot = name.indexOf('.');
        return dot <= 0 ? name : name.substring(dot);
    }
}
