package dev.postrider.blobs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.URI;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

final class S3BlobStoreTest extends BlobStoreContract {
    private static final AtomicInteger PREFIX = new AtomicInteger();
    private static Optional<S3ProxyProcess> server = Optional.empty();

    @BeforeAll
    static void startServer() throws IOException {
        server = Optional.of(S3ProxyProcess.start("bodies"));
    }

    @AfterAll
    static void stopServer() {
        server.ifPresent(S3ProxyProcess::close);
    }

    @Override
    BlobStore open(Vertx vertx) {
        return new S3BlobStore(
                vertx, settings(server.map(S3ProxyProcess::endpoint).orElse(URI.create("http://127.0.0.1:1"))));
    }

    @Override
    void remove() {}

    private static S3Settings settings(URI endpoint) {
        return new S3Settings(
                Optional.of(endpoint),
                "us-east-1",
                "bodies",
                "test-" + PREFIX.incrementAndGet() + "/",
                true,
                Optional.of(new S3Settings.Credentials("postrider", "not-a-real-secret")));
    }

    @Test
    void credentialsAreNotPrinted() {
        assertEquals(-1, settings(URI.create("http://127.0.0.1:1")).toString().indexOf("not-a-real-secret"));
    }

    @Test
    void aStoreThatIsAwayIsAStoreFault() {
        Vertx vertx = Vertx.vertx();
        BlobStore away = new S3BlobStore(vertx, settings(URI.create("http://127.0.0.1:1")));
        assertInstanceOf(BlobStoreException.class, failureOf(away.size("mail/x")));
        await(away.close());
        await(vertx.close());
    }
}
