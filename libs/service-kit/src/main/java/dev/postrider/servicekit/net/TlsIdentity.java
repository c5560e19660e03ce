package dev.postrider.servicekit.net;

import dev.postrider.servicekit.metrics.Metrics;
import dev.postrider.servicekit.thread.VirtualThreads;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.net.KeyCertOptions;
import io.vertx.core.net.TCPSSLOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Certificate chains and their keys from PEM files, read again when they change. Listeners hold a key manager whose delegate is swapped, so
 * one mechanism serves STARTTLS, implicit TLS, gRPC and HTTP, and no listener needs to be told. Thread-safe.
 */
public final class TlsIdentity {
    private static final Logger log = LoggerFactory.getLogger(TlsIdentity.class);
    private static final long LOOK_EVERY_MS = 10_000;

    private final Vertx vertx;
    private final List<Files> files;
    private final SwappableKeyManager keys;
    private final AtomicReference<List<PemIdentity>> current;
    private final long timer;
    private volatile Optional<MeterRegistry> meters = Optional.empty();

    /**
     * PEM files of a chain and of its key.
     *
     * @param names which a client may ask for; empty: those that the certificate itself tells
     */
    public record Files(Path certificate, Path key, List<String> names) {}

    private TlsIdentity(Vertx vertx, List<Files> files, List<PemIdentity> first) throws Exception {
        this.vertx = vertx;
        this.files = List.copyOf(files);
        this.keys = new SwappableKeyManager(bySni(files, first));
        this.current = new AtomicReference<>(first);
        this.timer = vertx.setPeriodic(LOOK_EVERY_MS, id -> reloadQuietly());
    }

    /** One certificate, see {@link #load(Vertx, List)}. */
    public static Future<TlsIdentity> load(Vertx vertx, Path certificate, Path key) {
        return load(vertx, List.of(new Files(certificate, key, List.of())));
    }

    /**
     * Reads the files; fails if they do not hold certificate chains and their keys. Looks at them again every ten seconds.
     *
     * @param files at least one; the first is for clients that ask for no name, or for one that none of them is for
     */
    public static Future<TlsIdentity> load(Vertx vertx, List<Files> files) {
        return VirtualThreads.call(vertx, "tls-load", () -> new TlsIdentity(vertx, files, readAll(files)));
    }

    private static List<PemIdentity> readAll(List<Files> files) throws Exception {
        List<PemIdentity> all = new ArrayList<>();
        for (Files pair : files) {
            all.add(PemIdentity.read(pair.certificate(), pair.key()));
        }
        return all;
    }

    private static SniKeyManager bySni(List<Files> files, List<PemIdentity> read) throws Exception {
        List<SniKeyManager.Entry> entries = new ArrayList<>();
        for (int i = 0; i < read.size(); i++) {
            List<String> names = files.get(i).names();
            entries.add(new SniKeyManager.Entry(
                    names.isEmpty() ? read.get(i).names() : CertificateNames.of(names),
                    read.get(i).keys()));
        }
        return new SniKeyManager(entries);
    }

    /** For any listener, STARTTLS ones too: new handshakes use whatever was read last. */
    public KeyCertOptions keyCertOptions() {
        return KeyCertOptions.wrap(keys);
    }

    /** Gives a listener this identity and TLS 1.2 and 1.3 alone; whether it starts with TLS is the caller's {@code setSsl}. */
    public <O extends TCPSSLOptions> O applyTo(O options) {
        options.setKeyCertOptions(keyCertOptions());
        options.setEnabledSecureTransportProtocols(TlsPolicy.PROTOCOLS);
        return options;
    }

    /** When the first of the certificates in use is no longer valid. */
    public Instant expires() {
        return current.get().stream()
                .map(PemIdentity::expires)
                .min(Comparator.naturalOrder())
                .orElse(Instant.MAX);
    }

    /** Shows in metrics when certificates end, and how reloads go. */
    public void measure(MeterRegistry registry) {
        Metrics.TLS_CERTIFICATE_EXPIRES.gauge(registry, () -> expires().getEpochSecond(), "mail");
        meters = Optional.of(registry);
    }

    /** Reads the files now if they changed; fails, and keeps the old identity in use, if a new one is broken. */
    public Future<Void> reload() {
        return VirtualThreads.call(vertx, "tls-reload", () -> {
                    if (changed()) {
                        List<PemIdentity> read = readAll(files);
                        keys.swap(bySni(files, read));
                        current.set(read);
                        count("ok");
                        log.atInfo()
                                .addKeyValue("certificate", files.getFirst().certificate())
                                .addKeyValue("expires", expires())
                                .log("read changed certificates");
                    }
                    return keys;
                })
                .onFailure(fault -> count("failed"))
                .mapEmpty();
    }

    private boolean changed() throws IOException {
        List<PemIdentity> read = current.get();
        for (int i = 0; i < files.size(); i++) {
            Files pair = files.get(i);
            if (!PemIdentity.Version.of(pair.certificate(), pair.key())
                    .equals(read.get(i).version())) {
                return true;
            }
        }
        return false;
    }

    private void count(String result) {
        meters.ifPresent(
                registry -> Metrics.TLS_RELOADS.counter(registry, result).increment());
    }

    private void reloadQuietly() {
        reload().onFailure(e -> log.atWarn()
                .addKeyValue("certificate", files.getFirst().certificate())
                .addKeyValue("reason", e.toString())
                .log("cannot read the changed certificates; the old ones stay in use"));
    }

    public void close() {
        vertx.cancelTimer(timer);
    }
}
