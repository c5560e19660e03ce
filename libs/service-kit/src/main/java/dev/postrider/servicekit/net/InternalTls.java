package dev.postrider.servicekit.net;

import dev.postrider.servicekit.metrics.Metrics;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpServerOptions;
import java.time.Instant;
import java.util.Set;

/**
 * TLS between the services, where it is on: both sides show a certificate, and each must be of our authorities.
 *
 * @param allowed names of which a caller's certificate must have one; empty: any will do
 */
public record InternalTls(PeerTls peers, Set<String> allowed) {
    /** Reads the files, and reads them again when they change; fails if they do not hold what they should. */
    public static Future<InternalTls> load(Vertx vertx, InternalTlsSettings settings) {
        return PeerTls.watch(vertx, settings.files())
                .map(peers -> new InternalTls(peers, Set.copyOf(settings.allowed())));
    }

    /** Shows in metrics when the certificate ends. */
    public void measure(MeterRegistry registry) {
        Metrics.TLS_CERTIFICATE_EXPIRES.gauge(
                registry, () -> peers.expires().orElse(Instant.MAX).getEpochSecond(), "internal");
    }

    /** For a server that only services may call. */
    public HttpServerOptions serve(HttpServerOptions options) {
        return peers.serve(options, allowed);
    }

    /** For a server whose callers show a token instead of a certificate. */
    public HttpServerOptions serveAnybody(HttpServerOptions options) {
        return peers.withIdentity(options);
    }

    /** For a client of the service that is found by {@code name}, which its certificate must have. */
    public HttpClientOptions call(HttpClientOptions options, String name) {
        return peers.call(options, name);
    }
}
