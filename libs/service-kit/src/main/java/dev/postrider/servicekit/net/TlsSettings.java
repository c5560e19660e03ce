package dev.postrider.servicekit.net;

import dev.postrider.servicekit.config.Settings;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The root {@code tls} of the configuration: the certificate of all listeners.
 *
 * @param files empty if none is set
 */
public record TlsSettings(Optional<Files> files) {
    /** PEM files of a chain and of its key. */
    public record Files(Path certificate, Path key) {}

    /** Notes a mistake if only one of the files is set. */
    public static TlsSettings from(Settings tls) {
        Optional<Path> certificate = tls.optionalPath("certificate");
        Optional<Path> key = tls.optionalPath("key");
        if (certificate.isPresent() != key.isPresent()) {
            tls.problem("key", "set together with tls.certificate, or neither");
        }
        return new TlsSettings(certificate.flatMap(chain -> key.map(secret -> new Files(chain, secret))));
    }

    /** Empty if there are no files; fails if they cannot be used. */
    public Future<Optional<TlsIdentity>> load(Vertx vertx) {
        return files.map(set ->
                        TlsIdentity.load(vertx, set.certificate(), set.key()).map(Optional::of))
                .orElseGet(() -> Future.succeededFuture(Optional.empty()));
    }
}
