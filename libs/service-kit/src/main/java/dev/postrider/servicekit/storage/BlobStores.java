package dev.postrider.servicekit.storage;

import dev.postrider.blobs.BlobStore;
import dev.postrider.blobs.FileBlobStore;
import dev.postrider.blobs.S3BlobStore;
import dev.postrider.blobs.S3Settings;
import dev.postrider.servicekit.config.Secret;
import dev.postrider.servicekit.config.Settings;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Vertx;
import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;

/** The section {@code blobs}. */
public sealed interface BlobStores {
    /** {@code type}. */
    enum Type {
        DIRECTORY,
        S3
    }

    /** Notes mistakes in {@code settings}; use the result after {@code check()}. */
    static BlobStores from(Settings settings) {
        return switch (settings.oneOf("type", Type.class)) {
            case DIRECTORY -> new Directory(settings.path("directory"));
            case S3 -> new Bucket(s3(settings.section("s3")));
        };
    }

    private static S3Settings s3(Settings settings) {
        Optional<URI> endpoint = settings.optionalString("endpoint").flatMap(text -> {
            if (!text.startsWith("http://") && !text.startsWith("https://")) {
                settings.problem("endpoint", "an http or https URL");
                return Optional.empty();
            }
            return Optional.of(URI.create(text));
        });
        String bucket = settings.string("bucket");
        if (bucket.isEmpty()) {
            settings.problem("bucket", "the name of a bucket");
        }
        Optional<String> keyId = settings.optionalString("access-key-id");
        Optional<Secret> secret = settings.optionalSecret("secret-access-key");
        if (keyId.isPresent() != secret.isPresent()) {
            settings.problem("secret-access-key", "set together with access-key-id, or neither");
        }
        return new S3Settings(
                endpoint,
                settings.string("region"),
                bucket,
                settings.string("prefix"),
                settings.flag("path-style"),
                keyId.flatMap(id -> secret.map(s -> new S3Settings.Credentials(id, s.get()))));
    }

    /** @param meters gets the durations of its calls */
    default BlobStore open(Vertx vertx, MeterRegistry meters) {
        return new MeteredBlobStore(store(vertx), meters);
    }

    BlobStore store(Vertx vertx);

    /** {@code type = directory}. */
    record Directory(Path path) implements BlobStores {
        @Override
        public BlobStore store(Vertx vertx) {
            return new FileBlobStore(vertx, path);
        }
    }

    /** {@code type = s3}. */
    record Bucket(S3Settings settings) implements BlobStores {
        @Override
        public BlobStore store(Vertx vertx) {
            return new S3BlobStore(vertx, settings);
        }
    }
}
