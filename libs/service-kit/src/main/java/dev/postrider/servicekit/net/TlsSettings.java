package dev.postrider.servicekit.net;

import dev.postrider.servicekit.config.Settings;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

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

    /** Empty if there is no file; fails if it holds no certificates. A changed file is read again. */
    public Future<Optional<PeerTls>> watchClientAuthorities(Vertx vertx) {
        return clientAuthorities.isEmpty()
                ? Future.succeededFuture(Optional.empty())
                : PeerTls.watch(vertx, new PeerTlsFiles(Optional.empty(), clientAuthorities))
                        .map(Optional::of);
    }
}
