package dev.postrider.mailbox.directory.adapter;

import dev.postrider.servicekit.oauth.OauthSettings;
import dev.postrider.servicekit.thread.VirtualThreads;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.jose4j.jwk.JsonWebKey;
import org.jose4j.jwk.JsonWebKeySet;
import org.jose4j.lang.JoseException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The keys of one issuer, from a file or over HTTPS. Fetched when they are first needed, when they are old, and when a token names one that
 * is not among them; never more often than is set, and by one call at a time that all who need it share. When that fails the old ones stay
 * in use for as long as is set. Thread-safe.
 */
final class KeySet {
    private static final Logger log = LoggerFactory.getLogger(KeySet.class);
    private static final int MAX_OCTETS = 512 * 1024;
    private static final int MAX_KEYS = 100;
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private record Fetched(List<JsonWebKey> keys, long atMs) {}

    private final Vertx vertx;
    private final HttpClient http;
    private final URI source;
    private final OauthSettings settings;
    private final LongSupplier nowMs;

    private Optional<Fetched> known = Optional.empty();
    private Optional<Future<List<JsonWebKey>>> underWay = Optional.empty();
    private long triedAtMs = Long.MIN_VALUE / 2;

    KeySet(Vertx vertx, HttpClient http, URI source, OauthSettings settings, LongSupplier nowMs) {
        this.vertx = vertx;
        this.http = http;
        this.source = source;
        this.settings = settings;
        this.nowMs = nowMs;
    }

    /**
     * Keys among which this one should be. A failed future means that there are none to be had now.
     *
     * @param keyId empty: the token names none
     */
    synchronized Future<List<JsonWebKey>> keys(Optional<String> keyId) {
        long now = nowMs.getAsLong();
        boolean fresh = known.isPresent()
                && now - known.get().atMs() < settings.keysFor().toMillis();
        boolean named = known.isPresent() && (keyId.isEmpty() || has(known.get().keys(), keyId.get()));
        if (fresh && named) {
            return Future.succeededFuture(known.get().keys());
        }
        if (underWay.isPresent()) {
            return underWay.get();
        }
        if (now - triedAtMs < settings.keysRetry().toMillis()) {
            return remembered(now);
        }
        triedAtMs = now;
        Future<List<JsonWebKey>> fetching = VirtualThreads.call(vertx, "jwks", this::fetch)
                .map(keys -> keep(keys))
                .recover(fault -> failed(fault));
        underWay = Optional.of(fetching);
        fetching.onComplete(done -> over());
        return fetching;
    }

    private static boolean has(List<JsonWebKey> keys, String keyId) {
        return keys.stream().anyMatch(key -> keyId.equals(key.getKeyId()));
    }

    private synchronized List<JsonWebKey> keep(List<JsonWebKey> keys) {
        known = Optional.of(new Fetched(keys, nowMs.getAsLong()));
        return keys;
    }

    private synchronized Future<List<JsonWebKey>> failed(Throwable fault) {
        log.atWarn().addKeyValue("keys", source).addKeyValue("reason", fault).log("an issuer's keys cannot be read");
        return remembered(nowMs.getAsLong());
    }

    private synchronized void over() {
        underWay = Optional.empty();
    }

    private Future<List<JsonWebKey>> remembered(long now) {
        return known.filter(fetched ->
                        now - fetched.atMs() < settings.keysStaleFor().toMillis())
                .map(fetched -> Future.succeededFuture(fetched.keys()))
                .orElseGet(() -> Future.failedFuture("there are no keys of the issuer at the moment"));
    }

    /** Blocks. */
    private List<JsonWebKey> fetch() throws IOException, InterruptedException, JoseException {
        String text =
                new String(source.getScheme().equalsIgnoreCase("file") ? ofFile() : ofServer(), StandardCharsets.UTF_8);
        List<JsonWebKey> keys = new JsonWebKeySet(text).getJsonWebKeys();
        if (keys.isEmpty() || keys.size() > MAX_KEYS) {
            throw new IOException(keys.size() + " keys");
        }
        return List.copyOf(keys);
    }

    private byte[] ofFile() throws IOException {
        try (InputStream in = Files.newInputStream(Path.of(source.getPath()))) {
            byte[] octets = in.readNBytes(MAX_OCTETS + 1);
            if (octets.length > MAX_OCTETS) {
                throw new IOException("more than " + MAX_OCTETS + " octets");
            }
            return octets;
        }
    }

    private byte[] ofServer() throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(source)
                .timeout(PATIENCE)
                .header("Accept", "application/json")
                .build();
        HttpResponse<byte[]> response = http.send(
                request, HttpResponse.BodyHandlers.limiting(HttpResponse.BodyHandlers.ofByteArray(), MAX_OCTETS));
        if (response.statusCode() != 200) {
            throw new IOException("answered by " + response.statusCode());
        }
        return response.body();
    }
}
