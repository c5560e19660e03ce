package dev.postrider.mailbox.directory.adapter;

import com.github.benmanes.caffeine.cache.Ticker;
import dev.postrider.contracts.DirectoryGrpcService;
import dev.postrider.mail.Address;
import dev.postrider.mailbox.directory.Answer;
import dev.postrider.mailbox.directory.DirectorySettings;
import dev.postrider.mailbox.directory.Logins;
import dev.postrider.mailbox.directory.policy.AddressResolver;
import dev.postrider.mailbox.directory.port.Tokens;
import dev.postrider.servicekit.metrics.Metrics;
import dev.postrider.servicekit.oauth.OauthSettings;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.grpc.server.Service;
import io.vertx.sqlclient.SqlClient;
import java.util.List;
import java.util.stream.Stream;

/** The directory, put together. */
public final class DirectoryModule implements AutoCloseable {
    private final DirectorySettings settings;
    private final AddressResolver resolver;
    private final Argon2Passwords passwords;
    private final GrpcDirectory grpc;

    private DirectoryModule(
            DirectorySettings settings, AddressResolver resolver, Argon2Passwords passwords, GrpcDirectory grpc) {
        this.settings = settings;
        this.resolver = resolver;
        this.passwords = passwords;
        this.grpc = grpc;
    }

    /**
     * @param client prepared statements cached; the schemas {@code directory} and {@code mailbox} are in its database
     */
    public static DirectoryModule create(
            Vertx vertx, DirectorySettings settings, OauthSettings oauth, SqlClient client, MeterRegistry registry) {
        PgDirectoryReader reader = new PgDirectoryReader(client, settings.separator());
        int hashThreads = settings.hashThreads() > 0
                ? settings.hashThreads()
                : Math.max(1, Runtime.getRuntime().availableProcessors() / 2);
        Argon2Passwords passwords =
                new Argon2Passwords(vertx, settings.argon2(), settings.scram(), hashThreads, settings.hashQueue());
        Metrics.DIRECTORY_HASH_QUEUE.gauge(registry, passwords::waiting);
        Tokens tokens =
                oauth.issuers().isEmpty() ? Tokens.NONE : new JoseTokens(vertx, oauth, System::currentTimeMillis);
        Logins logins = Logins.create(
                reader,
                passwords,
                tokens,
                new CaffeineLoginThrottle(settings.throttle(), System::nanoTime),
                new CaffeineVerifiedLogins(settings.rememberFor(), settings.rememberAtMost(), Ticker.systemTicker()),
                settings.scram().iterations());
        AddressResolver resolver = new AddressResolver(settings.separator(), settings.postmaster());
        return new DirectoryModule(
                settings,
                resolver,
                passwords,
                new GrpcDirectory(reader, resolver, settings.postmaster(), logins, new DirectoryMeters(registry)));
    }

    /** To add to the gRPC server. */
    public Service grpc() {
        return DirectoryGrpcService.of(grpc);
    }

    /** The same as a plain object, for callers in this process. */
    public GrpcDirectory directory() {
        return grpc;
    }

    /**
     * Where mail for these addresses would go as {@code client} sees the directory: inside a transaction, with its changes. In the order of
     * the addresses.
     */
    public Future<List<Answer>> resolve(SqlClient client, List<Address> addresses) {
        List<Address> seeds = Stream.concat(addresses.stream(), settings.postmaster().stream())
                .map(Address::canonical)
                .toList();
        return new PgDirectoryReader(client, settings.separator())
                .graph(seeds, false)
                .map(graph -> addresses.stream()
                        .map(address -> resolver.resolve(address, graph, 0))
                        .toList());
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
