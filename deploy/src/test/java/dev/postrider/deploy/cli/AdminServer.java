package dev.postrider.deploy.cli;

import dev.postrider.mailbox.admin.net.AdminModule;
import dev.postrider.mailbox.admin.port.Verification;
import dev.postrider.mailbox.directory.DirectorySettings;
import dev.postrider.mailbox.directory.adapter.DirectoryModule;
import dev.postrider.servicekit.admin.AdminApi;
import dev.postrider.servicekit.admin.AdminSettings;
import dev.postrider.servicekit.config.Configuration;
import dev.postrider.servicekit.config.Settings;
import dev.postrider.servicekit.net.InternalTls;
import dev.postrider.servicekit.oauth.OauthSettings;
import dev.postrider.servicekit.postgres.Databases;
import dev.postrider.servicekit.postgres.Migrations;
import dev.postrider.servicekit.postgres.PostgresSettings;
import dev.postrider.testkit.TestVertx;
import dev.postrider.testkit.fixture.PostgresFixture;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Pool;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

/** A real admin API on a real database, for the commands to call. */
final class AdminServer implements AutoCloseable {
    static final String TOKEN = "0123456789abcdef0123456789abcdef";

    private final Vertx vertx = TestVertx.start();
    private final AtomicReference<Verification.Report> report =
            new AtomicReference<>(new Verification.Report(0, 0, java.util.List.of(), 0));
    private final Pool pool;
    private final DirectoryModule directory;
    private final AdminApi admin;

    private final boolean secure;

    AdminServer() {
        this(Optional.empty());
    }

    AdminServer(Optional<InternalTls> tls) {
        secure = tls.isPresent();
        Settings root = Configuration.of(
                """
                        mailbox-service {
                          directory.argon2 { memory = 64 KiB, iterations = 1 }
                          admin { port = 0, token = "%s" }
                        }
                        """.formatted(TOKEN) + PostgresFixture.shared().freshDatabase().hocon());
        PostgresSettings postgres = PostgresSettings.from(root.section("postgres"));
        DirectorySettings directorySettings = DirectorySettings.read(root.section("mailbox-service.directory"));
        AdminSettings adminSettings = AdminSettings.read(root.section("mailbox-service.admin"));
        root.check();
        await(Migrations.run(vertx, postgres, "classpath:db/mailbox", "mailbox"));
        await(Migrations.run(vertx, postgres, "classpath:db/directory", "directory"));
        pool = Databases.pool(vertx, postgres, "cli-test");
        directory = DirectoryModule.create(
                vertx,
                directorySettings,
                OauthSettings.from(root.section("auth.oauth")),
                pool,
                new SimpleMeterRegistry());
        admin = await(AdminModule.start(
                vertx, adminSettings, pool, directory, () -> Future.succeededFuture(report.get()), tls));
    }

    String url() {
        return (secure ? "https" : "http") + "://127.0.0.1:" + admin.port().orElseThrow();
    }

    /** What {@code verify} will find. */
    void verificationFinds(Verification.Report found) {
        report.set(found);
    }

    private static <T> T await(Future<T> future) {
        return future.toCompletionStage().toCompletableFuture().join();
    }

    @Override
    public void close() {
        await(admin.close());
        directory.close();
        await(pool.close());
        await(vertx.close());
    }
}
