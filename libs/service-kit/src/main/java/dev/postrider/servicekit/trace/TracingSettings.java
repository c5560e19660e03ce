package dev.postrider.servicekit.trace;

import dev.postrider.servicekit.config.Settings;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The root {@code tracing} of the configuration; its meanings stand in {@code reference.conf}.
 *
 * @param endpoint where spans are posted; empty: off
 * @param sampleRatio from 0 to 1
 */
public record TracingSettings(Optional<URI> endpoint, double sampleRatio) {
    /** No traces. */
    public static final TracingSettings OFF = new TracingSettings(Optional.empty(), 0);

    private static final String SIGNAL_PATH = "/v1/traces";

    /** Notes mistakes in {@code settings}; use the result after {@code check()}. */
    public static TracingSettings from(Settings settings) {
        return new TracingSettings(endpoint(settings), settings.ratio("sample-ratio"));
    }

    private static Optional<URI> endpoint(Settings settings) {
        Optional<String> text = settings.optionalString("otlp-endpoint");
        if (text.isEmpty()) {
            return Optional.empty();
        }
        try {
            URI base = new URI(text.get());
            if (isBase(base)) {
                return Optional.of(URI.create(text.get().replaceAll("/+$", "") + SIGNAL_PATH));
            }
        } catch (URISyntaxException notOne) {
            // Said below, as anything else that is wrong with it.
        }
        settings.problem(
                "otlp-endpoint", "http://host:port or https://host:port, without " + SIGNAL_PATH + "; or empty");
        return Optional.empty();
    }

    private static boolean isBase(URI uri) {
        String scheme = String.valueOf(uri.getScheme()).toLowerCase(Locale.ROOT);
        return List.of("http", "https").contains(scheme)
                && uri.getHost() != null
                && uri.getRawUserInfo() == null
                && uri.getRawQuery() == null
                && uri.getRawFragment() == null
                && !uri.getRawPath().replaceAll("/+$", "").endsWith(SIGNAL_PATH);
    }
}
