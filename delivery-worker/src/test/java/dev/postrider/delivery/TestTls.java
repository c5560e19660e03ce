package dev.postrider.delivery;

import dev.postrider.servicekit.net.SelfSigned;
import io.vertx.core.Vertx;
import io.vertx.core.net.PemKeyCertOptions;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import javax.net.ssl.SSLContext;

/**
 * A self-signed certificate for a fake MX.
 *
 * @param certificate PEM file, which is its own authority
 */
public record TestTls(SSLContext context, Path certificate) {
    /** Makes one for {@code localhost} and {@code 127.0.0.1}. */
    public static TestTls create(Vertx vertx, Path directory) {
        try {
            SelfSigned.PemFiles files = SelfSigned.ensure(
                    directory, List.of("localhost", "127.0.0.1"), Instant.parse("2026-11-25T00:00:00Z"));
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(
                    new PemKeyCertOptions()
                            .setCertPath(files.certificate().toString())
                            .setKeyPath(files.key().toString())
                            .getKeyManagerFactory(vertx)
                            .getKeyManagers(),
                    null,
                    null);
            return new TestTls(context, files.certificate());
        } catch (Exception e) {
            throw new AssertionError("no certificate for the test", e);
        }
    }
}
