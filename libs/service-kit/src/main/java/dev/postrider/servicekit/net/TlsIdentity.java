package dev.postrider.servicekit.net;

import dev.postrider.servicekit.thread.VirtualThreads;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.net.KeyCertOptions;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.TCPSSLOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import javax.net.ssl.KeyManager;
import javax.net.ssl.X509ExtendedKeyManager;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A certificate chain and its key from PEM files, read again when they change. Listeners hold a key manager whose delegate is swapped, so
 * one mechanism serves STARTTLS, implicit TLS, gRPC and HTTP, and no listener needs to be told. Thread-safe.
 */
public final class TlsIdentity {
    private static final Logger log = LoggerFactory.getLogger(TlsIdentity.class);
    private static final long LOOK_EVERY_MS = 10_000;
    private static final Set<String> PROTOCOLS = Set.of("TLSv1.3", "TLSv1.2");

    private final Vertx vertx;
    private final Path certificate;
    private final Path key;
    private final SwappableKeyManager keys;
    private final AtomicReference<Version> version;
    private final long timer;

    /** The files as they were when they were read. */
    private record Version(FileTime certificate, FileTime key) {}

    private record Read(Version version, X509ExtendedKeyManager keys) {}

    private TlsIdentity(Vertx vertx, Path certificate, Path key, Read first) {
        this.vertx = vertx;
        this.certificate = certificate;
        this.key = key;
        this.keys = new SwappableKeyManager(first.keys());
        this.version = new AtomicReference<>(first.version());
        this.timer = vertx.setPeriodic(LOOK_EVERY_MS, id -> reloadQuietly());
    }

    /** Reads the files; fails if they do not hold a certificate chain and its key. Looks at them again every ten seconds. */
    public static Future<TlsIdentity> load(Vertx vertx, Path certificate, Path key) {
        return VirtualThreads.call(vertx, "tls-load", () -> read(vertx, certificate, key))
                .map(first -> new TlsIdentity(vertx, certificate, key, first));
    }

    private static Read read(Vertx vertx, Path certificate, Path key) throws Exception {
        // The times first: a change while the contents are read is then seen at the next look.
        Version version = version(certificate, key);
        KeyManager[] managers = new PemKeyCertOptions()
                .setCertPath(certificate.toString())
                .setKeyPath(key.toString())
                .getKeyManagerFactory(vertx)
                .getKeyManagers();
        X509ExtendedKeyManager manager = Stream.of(managers)
                .filter(X509ExtendedKeyManager.class::isInstance)
                .map(X509ExtendedKeyManager.class::cast)
                .findFirst()
                .orElseThrow(() -> new GeneralSecurityException("no key in " + key));
        KeyPairCheck.require(manager, certificate, key);
        return new Read(version, manager);
    }

    private static Version version(Path certificate, Path key) throws IOException {
        return new Version(Files.getLastModifiedTime(certificate), Files.getLastModifiedTime(key));
    }

    /** For any listener, STARTTLS ones too: new handshakes use whatever was read last. */
    public KeyCertOptions keyCertOptions() {
        return KeyCertOptions.wrap(keys);
    }

    /** Gives a listener this identity and TLS 1.2 and 1.3 alone; whether it starts with TLS is the caller's {@code setSsl}. */
    public <O extends TCPSSLOptions> O applyTo(O options) {
        options.setKeyCertOptions(keyCertOptions());
        options.setEnabledSecureTransportProtocols(PROTOCOLS);
        return options;
    }

    /** Reads the files now if they changed; fails, and keeps the old identity in use, if the new one is broken. */
    public Future<Void> reload() {
        return VirtualThreads.call(vertx, "tls-reload", () -> {
                    if (!version(certificate, key).equals(version.get())) {
                        Read read = read(vertx, certificate, key);
                        keys.swap(read.keys());
                        version.set(read.version());
                        log.atInfo().addKeyValue("certificate", certificate).log("read a new certificate");
                    }
                    return keys;
                })
                .mapEmpty();
    }

    private void reloadQuietly() {
        reload().onFailure(e -> log.atWarn()
                .addKeyValue("certificate", certificate)
                .addKeyValue("reason", e.toString())
                .log("cannot read the changed certificate; the old one stays in use"));
    }

    public void close() {
        vertx.cancelTimer(timer);
    }

    /** A chain and a key that belong to different pairs would fail every handshake; better to fail the load. */
    private static final class KeyPairCheck {
        private KeyPairCheck() {}

        static void require(X509ExtendedKeyManager manager, Path certificate, Path key)
                throws GeneralSecurityException {
            for (String type : new String[] {"EC", "RSA", "EdDSA", "RSASSA-PSS"}) {
                String[] aliases = manager.getServerAliases(type, null);
                if (aliases != null && aliases.length > 0) {
                    X509Certificate[] chain = manager.getCertificateChain(aliases[0]);
                    PublicKey publicKey = chain[0].getPublicKey();
                    if (!KeyPairs.belongTogether(manager.getPrivateKey(aliases[0]), publicKey)) {
                        throw new GeneralSecurityException(key + " is not the key of " + certificate);
                    }
                    return;
                }
            }
            throw new GeneralSecurityException("no usable key in " + key);
        }
    }
}
