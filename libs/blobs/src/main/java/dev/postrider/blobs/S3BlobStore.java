package dev.postrider.blobs;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.streams.ReadStream;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.checksums.ResponseChecksumValidation;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3ClientBuilder;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.model.S3Object;

/**
 * Blobs as objects of an S3-compatible store, through the SDK's blocking client on virtual threads. Bodies are uploaded in parts while
 * they arrive; an object appears when its upload is completed, which S3 makes durable and atomic.
 */
public final class S3BlobStore implements BlobStore {
    private static final Duration CALL_TIMEOUT = Duration.ofSeconds(60);
    private static final Duration ATTEMPT_TIMEOUT = Duration.ofSeconds(25);
    private static final int RANGE_NOT_SATISFIABLE = 416;
    private static final int NOT_FOUND = 404;

    private final Vertx vertx;
    private final S3Settings settings;
    private final S3Client client;
    private final Blocking blocking;

    public S3BlobStore(Vertx vertx, S3Settings settings) {
        this.vertx = vertx;
        this.settings = settings;
        this.client = client(settings);
        this.blocking = new Blocking(vertx, "blob-s3-");
    }

    private static S3Client client(S3Settings settings) {
        S3ClientBuilder builder = S3Client.builder()
                .region(Region.of(settings.region()))
                .forcePathStyle(settings.pathStyle())
                .httpClientBuilder(UrlConnectionHttpClient.builder()
                        .connectionTimeout(Duration.ofSeconds(5))
                        .socketTimeout(ATTEMPT_TIMEOUT))
                .overrideConfiguration(configuration ->
                        configuration.apiCallTimeout(CALL_TIMEOUT).apiCallAttemptTimeout(ATTEMPT_TIMEOUT))
                // Trailing checksums are Amazon's own; other stores refuse them.
                .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
                .responseChecksumValidation(ResponseChecksumValidation.WHEN_REQUIRED);
        settings.endpoint().ifPresent(builder::endpointOverride);
        settings.credentials()
                .ifPresentOrElse(
                        c -> builder.credentialsProvider(StaticCredentialsProvider.create(
                                AwsBasicCredentials.create(c.accessKeyId(), c.secretAccessKey()))),
                        () -> builder.credentialsProvider(
                                DefaultCredentialsProvider.builder().build()));
        return builder.build();
    }

    @Override
    public Future<BlobWriter> create(String key) {
        return BlobKey.isValid(key)
                ? Future.succeededFuture(new S3BlobWriter(client, settings.bucket(), objectKey(key), blocking))
                : Future.failedFuture(BlobKey.invalid(key));
    }

    @Override
    public Future<ReadStream<Buffer>> read(String key, long offset, long length) {
        if (offset < 0) {
            return Future.failedFuture(new IllegalArgumentException("negative offset " + offset));
        }
        return onObject(key, () -> open(key, offset, length))
                .map(in -> new BlockingReadStream(vertx.getOrCreateContext(), in, blocking));
    }

    private InputStream open(String key, long offset, long length) {
        if (length == 0) {
            // HTTP has no empty range: ask only whether the object is there.
            sizeOf(key);
            return new ByteArrayInputStream(new byte[0]);
        }
        String range = length < 0 ? "bytes=" + offset + "-" : "bytes=" + offset + "-" + (offset + length - 1);
        try {
            return client.getObject(request ->
                    request.bucket(settings.bucket()).key(objectKey(key)).range(range));
        } catch (S3Exception e) {
            if (e.statusCode() == RANGE_NOT_SATISFIABLE) {
                return new ByteArrayInputStream(new byte[0]);
            }
            throw e;
        }
    }

    private long sizeOf(String key) {
        return client.headObject(request -> request.bucket(settings.bucket()).key(objectKey(key)))
                .contentLength();
    }

    @Override
    public Future<Long> size(String key) {
        return onObject(key, () -> sizeOf(key));
    }

    @Override
    public Future<Boolean> exists(String key) {
        return size(key)
                .map(size -> true)
                .recover(e ->
                        e instanceof BlobNotFoundException ? Future.succeededFuture(false) : Future.failedFuture(e));
    }

    @Override
    public Future<Void> delete(String key) {
        return onObject(
                        key,
                        () -> client.deleteObject(
                                request -> request.bucket(settings.bucket()).key(objectKey(key))))
                .mapEmpty();
    }

    @Override
    public Future<Void> list(String prefix, Consumer<BlobInfo> visitor) {
        return blocking.run(() -> {
                    client.listObjectsV2Paginator(
                                    request -> request.bucket(settings.bucket()).prefix(objectKey(prefix)))
                            .contents()
                            .forEach(object -> visitor.accept(infoOf(object)));
                    return prefix;
                })
                .mapEmpty();
    }

    private BlobInfo infoOf(S3Object object) {
        return new BlobInfo(object.key().substring(settings.prefix().length()), object.size(), object.lastModified());
    }

    @Override
    public Future<Void> ping() {
        return blocking.run(() -> client.headBucket(request -> request.bucket(settings.bucket())))
                .mapEmpty();
    }

    @Override
    public Future<Void> close() {
        return blocking.run(() -> {
                    client.close();
                    return true;
                })
                .<Void>mapEmpty()
                .andThen(done -> blocking.close());
    }

    private String objectKey(String key) {
        return settings.prefix() + key;
    }

    private <T> Future<T> onObject(String key, Callable<T> call) {
        if (!BlobKey.isValid(key)) {
            return Future.failedFuture(BlobKey.invalid(key));
        }
        return blocking.run(() -> {
            try {
                return call.call();
            } catch (NoSuchKeyException e) {
                throw new BlobNotFoundException(key);
            } catch (S3Exception e) {
                if (e.statusCode() == NOT_FOUND) {
                    throw new BlobNotFoundException(key);
                }
                throw e;
            }
        });
    }
}
