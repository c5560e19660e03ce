package dev.postrider.servicekit.net;

import dev.postrider.servicekit.thread.VirtualThreads;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.ClientAuth;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.KeyCertOptions;
import io.vertx.core.net.TrustOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * TLS with peers that we know: what we show them, and whom we believe. Its managers look for whatever was read last, so renewed files serve
 * every new handshake of whoever holds them. Thread-safe.
 */
public final class PeerTls {
    private static final Logger log = LoggerFactory.getLogger(PeerTls.class);
    private static final long LOOK_EVERY_MS = 10_000;

    private final PeerTlsFiles files;
    private final Optional<SwappableKeyManager> keys;
    private final SwappableTrust trust;
    private final Optional<KeyCertOptions> keyCertOptions;
    private Optional<PemIdentity.Version> identityVersion;
    private volatile Optional<Instant> expires;
    private Optional<FileTime> authoritiesVersion;

    private PeerTls(PeerTlsFiles files) throws Exception {
        this.files = files;
        this.authoritiesVersion = authoritiesVersion();
        this.trust = new SwappableTrust(Authorities.read(files.authorities()));
        Optional<PemIdentity> identity = readIdentity();
        this.identityVersion = identity.map(PemIdentity::version);
        this.expires = identity.map(PemIdentity::expires);
        this.keys = identity.map(read -> new SwappableKeyManager(read.keys()));
        this.keyCertOptions = keys.map(KeyCertOptions::wrap);
    }

    /** Fails if a file does not hold what it should. Blocks. */
    public static PeerTls read(PeerTlsFiles files) throws IOException {
        try {
            return new PeerTls(files);
        } catch (IOException e) {
            throw e;
        } catch (Exception e) {
            throw new IOException("cannot use the certificates of " + files + ": " + e.getMessage(), e);
        }
    }

    /** As {@link #read}, and looks for changes of the files every ten seconds for as long as {@code vertx} lives. */
    public static Future<PeerTls> watch(Vertx vertx, PeerTlsFiles files) {
        return VirtualThreads.call(vertx, "tls-load", () -> read(files)).map(tls -> {
            vertx.setPeriodic(
                    LOOK_EVERY_MS,
                    id -> VirtualThreads.<PeerTls>call(vertx, "tls-reload", () -> {
                        tls.refresh();
                        return tls;
                    }));
            return tls;
        });
    }

    /**
     * Reads what has changed. What is broken then is told in the log, and what was read before stays in use. Blocks.
     *
     * @return whether anything is different now
     */
    public synchronized boolean refresh() {
        boolean changed = false;
        try {
            Optional<FileTime> authorities = authoritiesVersion();
            if (!authorities.equals(authoritiesVersion)) {
                trust.swap(Authorities.read(files.authorities()));
                authoritiesVersion = authorities;
                changed = true;
                log.atInfo().addKeyValue("files", files).log("read changed authorities");
            }
            if (!identityVersion.equals(currentIdentityVersion())) {
                Optional<PemIdentity> identity = readIdentity();
                identity.ifPresent(read -> keys.ifPresent(swappable -> swappable.swap(read.keys())));
                identityVersion = identity.map(PemIdentity::version);
                expires = identity.map(PemIdentity::expires);
                changed = true;
                log.atInfo()
                        .addKeyValue("files", files)
                        .addKeyValue("expires", identity.map(PemIdentity::expires))
                        .log("read a changed certificate");
            }
        } catch (Exception e) {
            log.atWarn()
                    .addKeyValue("files", files)
                    .addKeyValue("reason", e.toString())
                    .log("cannot read changed certificates; the old ones stay in use");
        }
        return changed;
    }

    private Optional<PemIdentity> readIdentity() throws Exception {
        Optional<TlsIdentity.Files> pair = files.identity();
        return pair.isEmpty()
                ? Optional.empty()
                : Optional.of(
                        PemIdentity.read(pair.get().certificate(), pair.get().key()));
    }

    private Optional<PemIdentity.Version> currentIdentityVersion() throws IOException {
        Optional<TlsIdentity.Files> pair = files.identity();
        return pair.isEmpty()
                ? Optional.empty()
                : Optional.of(PemIdentity.Version.of(
                        pair.get().certificate(), pair.get().key()));
    }

    private Optional<FileTime> authoritiesVersion() throws IOException {
        Optional<Path> file = files.authorities();
        return file.isEmpty() ? Optional.empty() : Optional.of(Files.getLastModifiedTime(file.get()));
    }

    /**
     * For a server that talks to nobody without a certificate of our authorities.
     *
     * @param allowed DNS names of which the certificate must have one; empty: any certificate will do
     */
    public HttpServerOptions serve(HttpServerOptions options, Set<String> allowed) {
        return withIdentity(options)
                .setClientAuth(ClientAuth.REQUIRED)
                .setTrustOptions(TrustOptions.wrap(allowed.isEmpty() ? trust : new NamedPeerTrust(trust, allowed)));
    }

    /** For a server that shows who it is and knows its clients otherwise. */
    public HttpServerOptions withIdentity(HttpServerOptions options) {
        keyCertOptions.ifPresent(options::setKeyCertOptions);
        options.setEnabledSecureTransportProtocols(TlsPolicy.PROTOCOLS);
        return options.setSsl(true);
    }

    /**
     * For a client of one server, whatever address that has.
     *
     * @param server the name or address that the server's certificate must have
     */
    public HttpClientOptions call(HttpClientOptions options, String server) {
        keyCertOptions.ifPresent(options::setKeyCertOptions);
        options.setEnabledSecureTransportProtocols(TlsPolicy.PROTOCOLS);
        // Connections go to addresses; Vert.x would look for those in the certificate.
        return options.setSsl(true)
                .setVerifyHost(false)
                .setTrustOptions(TrustOptions.wrap(new NamedPeerTrust(trust, Set.of(server))));
    }

    /** What we show, if anything; always the same object, so that clients can reuse what they make of it. */
    public Optional<KeyCertOptions> keyCertOptions() {
        return keyCertOptions;
    }

    /** When what we show is no longer valid; empty if we show nothing. */
    public Optional<Instant> expires() {
        return expires;
    }

    public X509ExtendedTrustManager trust() {
        return trust;
    }

    /** For libraries that want one. */
    public SSLContext newContext() throws GeneralSecurityException {
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(
                keys.map(manager -> new KeyManager[] {manager}).orElseGet(() -> new KeyManager[0]),
                new TrustManager[] {trust},
                null);
        return context;
    }

    /** The protocols that we speak with peers. */
    public static List<String> protocols() {
        return List.copyOf(TlsPolicy.PROTOCOLS);
    }
}
