package dev.postrider.servicekit.net;

import dev.postrider.servicekit.config.Settings;
import dev.postrider.servicekit.thread.VirtualThreads;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * The root {@code tls} of the configuration: the certificates of all listeners.
 *
 * @param files the first is the default; empty if none is set
 * @param clientAuthorities PEM file of those who may vouch for clients
 */
public record TlsSettings(List<TlsIdentity.Files> files, Optional<Path> clientAuthorities) {
    /** Notes a mistake if only one of two files is set. */
    public static TlsSettings from(Settings tls) {
        List<TlsIdentity.Files> files = new ArrayList<>();
        Optional<Path> certificate = tls.optionalPath("certificate");
        Optional<Path> key = tls.optionalPath("key");
        if (certificate.isPresent() != key.isPresent()) {
            tls.problem("key", "set together with tls.certificate, or neither");
        }
        certificate.ifPresent(
                chain -> key.ifPresent(secret -> files.add(new TlsIdentity.Files(chain, secret, List.of()))));
        for (Settings further : tls.sections("certificates")) {
            files.add(new TlsIdentity.Files(
                    further.path("certificate"),
                    further.path("key"),
                    further.has("names") ? further.strings("names") : List.of()));
        }
        if (certificate.isEmpty() && !files.isEmpty()) {
            tls.problem("certificates", "further ones beside tls.certificate, which is the default");
        }
        return new TlsSettings(List.copyOf(files), tls.optionalPath("client-authorities"));
    }

    /** Empty if there are no files; fails if they cannot be used. */
    public Future<Optional<TlsIdentity>> load(Vertx vertx, MeterRegistry meters) {
        return files.isEmpty()
                ? Future.succeededFuture(Optional.empty())
                : TlsIdentity.load(vertx, files)
                        .onSuccess(identity -> identity.measure(meters))
                        .map(Optional::of);
    }

    /** Empty if there is no file; fails if it holds no certificates. */
    public Future<Optional<X509ExtendedTrustManager>> loadClientAuthorities(Vertx vertx) {
        return clientAuthorities
                .map(file -> VirtualThreads.call(vertx, "tls-authorities", () -> Optional.of(authorities(file))))
                .orElseGet(() -> Future.succeededFuture(Optional.empty()));
    }

    private static X509ExtendedTrustManager authorities(Path file) throws Exception {
        KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
        store.load(null, null);
        try (InputStream in = Files.newInputStream(file)) {
            int number = 0;
            for (Certificate certificate :
                    CertificateFactory.getInstance("X.509").generateCertificates(in)) {
                store.setCertificateEntry("authority-" + number++, certificate);
            }
        }
        if (store.size() == 0) {
            throw new GeneralSecurityException("no certificates in " + file);
        }
        TrustManagerFactory factory = TrustManagerFactory.getInstance("PKIX");
        factory.init(store);
        return Stream.of(factory.getTrustManagers())
                .filter(X509ExtendedTrustManager.class::isInstance)
                .map(X509ExtendedTrustManager.class::cast)
                .findFirst()
                .orElseThrow();
    }
}
