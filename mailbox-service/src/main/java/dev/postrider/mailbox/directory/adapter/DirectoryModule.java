package dev.postrider.mailbox.directory.adapter;

import com.github.benmanes.caffeine.cache.Ticker;
import dev.postrider.contracts.DirectoryGrpcService;
import dev.postrider.mailbox.directory.Authenticator;
import dev.postrider.mailbox.directory.DirectorySettings;
import dev.postrider.mailbox.directory.policy.AddressResolver;
import dev.postrider.servicekit.metrics.Metrics;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Vertx;
import io.vertx.grpc.server.Service;
import io.vertx.sqlclient.SqlClient;

/** The directory, put together. */
public final class DirectoryModule implements AutoCloseable {
    private final Argon2Passwords passwords;
    private final GrpcDirectory grpc;

    private DirectoryModule(Argon2Passwords passwords, GrpcDirectory grpc) {
        this.passwords = passwords;
        this.grpc = grpc;
    }

    /**
     * @param client prepared statements cached; the schemas {@code directory} and {@code mailbox} are in its database
     */
    public static DirectoryModule create(
            Vertx vertx, DirectorySettings settings, SqlClient client, MeterRegistry registry) {
        PgDirectoryReader reader = new PgDirectoryReader(client, settings.separator());
        Argon2Passwords passwords =
                new Argon2Passwords(vertx, settings.argon2(), settings.hashThreads(), settings.hashQueue());
        Metrics.DIRECTORY_HASH_QUEUE.gauge(registry, passwords::waiting);
        Authenticator authenticator = new Authenticator(
                reader,
                passwords,
                new CaffeineLoginThrottle(settings.throttle(), System::nanoTime),
                new CaffeineVerifiedLogins(settings.rememberFor(), settings.rememberAtMost(), Ticker.systemTicker()));
        AddressResolver resolver = new AddressResolver(settings.separator(), settings.postmaster());
        return new DirectoryModule(
                passwords,
                new GrpcDirectory(
                        reader, resolver, settings.postmaster(), authenticator, new DirectoryMeters(registry)));
    }

    /** To add to the gRPC server. */
    public Service grpc() {
        return DirectoryGrpcService.of(grpc);
    }

    /** The same as a plain object, for callers in this process. */
    public GrpcDirectory directory() {
        return grpc;
    }

    /** For the admin API, which sets them. */
    public Argon2Passwords passwords() {
        return passwords;
    }

    @Override
    public void close() {
        passwords.close();
    }
}
