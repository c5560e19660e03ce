package dev.postrider.servicekit.net;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.net.KeyCertOptions;
import io.vertx.core.net.ServerSSLOptions;
import java.nio.file.Path;

/** A certificate and its key from PEM files. */
public final class TlsIdentity {
    private TlsIdentity() {}

    /** Reads the files; fails if they do not hold a certificate chain and its key. Looks at them again every ten seconds. */
    public static Future<TlsIdentity> load(Vertx vertx, Path certificate, Path key) {
        return Future.failedFuture("" + vertx + certificate + key);
    }

    /** For any listener, STARTTLS ones too: new handshakes use whatever was read last. */
    public KeyCertOptions keyCertOptions() {
        throw new UnsupportedOperationException();
    }

    /** TLS 1.2 and 1.3 with this identity. */
    public ServerSSLOptions serverOptions() {
        throw new UnsupportedOperationException();
    }

    /** Reads the files now if they changed; the old identity stays in use if the new one is broken. */
    public Future<Void> reload() {
        return Future.succeededFuture();
    }

    public void close() {}
}
