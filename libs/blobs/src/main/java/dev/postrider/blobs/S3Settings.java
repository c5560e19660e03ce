package dev.postrider.blobs;

import java.net.URI;
import java.util.Optional;

/**
 * Where an S3-compatible store is and how it wants to be spoken to.
 *
 * @param endpoint empty for Amazon's own, found by region
 * @param prefix put before every key, such as {@code postrider/}; may be empty
 * @param pathStyle {@code https://host/bucket/key} instead of {@code https://bucket.host/key}
 * @param credentials empty for the SDK's default chain (environment, profile, web identity, instance)
 */
public record S3Settings(
        Optional<URI> endpoint,
        String region,
        String bucket,
        String prefix,
        boolean pathStyle,
        Optional<Credentials> credentials) {
    /** An access key; never printed. */
    public record Credentials(String accessKeyId, String secretAccessKey) {
        @Override
        public String toString() {
            return "Credentials[redacted]";
        }
    }
}
