package dev.postrider.servicekit.kafka;

import dev.postrider.servicekit.net.PeerTls;
import dev.postrider.servicekit.net.PeerTlsFiles;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Map;
import java.util.Set;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.security.auth.SslEngineFactory;
import org.jspecify.annotations.Nullable;

/**
 * TLS of Kafka clients with the PEM files of {@code kafka.tls}, which are looked at before each new connection: Kafka's own factory reads them
 * once. Kafka makes one by its name, hence public.
 */
public final class PemSslEngineFactory implements SslEngineFactory {
    /** The client property that holds the {@link PeerTlsFiles}. */
    static final String FILES = "postrider.tls.files";

    private record Ready(PeerTls tls, SSLContext context) {
        static Ready of(PeerTls tls) throws GeneralSecurityException {
            return new Ready(tls, tls.newContext());
        }
    }

    private @Nullable Ready ready;

    @Override
    public synchronized void configure(Map<String, ?> configuration) {
        if (!(configuration.get(FILES) instanceof PeerTlsFiles files)) {
            throw new KafkaException(FILES + " is not set");
        }
        try {
            ready = Ready.of(PeerTls.read(files));
        } catch (IOException | GeneralSecurityException e) {
            throw new KafkaException("the files of kafka.tls cannot be used: " + e.getMessage(), e);
        }
    }

    @Override
    public synchronized SSLEngine createClientSslEngine(
            String host, int port, @Nullable String endpointIdentification) {
        if (ready == null) {
            throw new IllegalStateException("not configured");
        }
        // Some small files on one of the client's own threads. A new context, since the old one would resume sessions
        // of what was before.
        if (ready.tls().refresh()) {
            ready = renewed(ready.tls());
        }
        SSLEngine engine = ready.context().createSSLEngine(host, port);
        engine.setUseClientMode(true);
        SSLParameters parameters = engine.getSSLParameters();
        parameters.setProtocols(PeerTls.protocols().toArray(String[]::new));
        parameters.setEndpointIdentificationAlgorithm(endpointIdentification);
        engine.setSSLParameters(parameters);
        return engine;
    }

    private static Ready renewed(PeerTls tls) {
        try {
            return Ready.of(tls);
        } catch (GeneralSecurityException e) {
            throw new KafkaException("no TLS", e);
        }
    }

    @Override
    public SSLEngine createServerSslEngine(String host, int port) {
        throw new UnsupportedOperationException("for clients only");
    }

    @Override
    public boolean shouldBeRebuilt(Map<String, Object> configuration) {
        return false;
    }

    @Override
    public Set<String> reconfigurableConfigs() {
        return Set.of();
    }

    @Override
    public @Nullable KeyStore keystore() {
        return null;
    }

    @Override
    public @Nullable KeyStore truststore() {
        return null;
    }

    @Override
    public void close() {}
}
