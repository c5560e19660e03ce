package dev.postrider.mailbox.admin.net;

import dev.postrider.mailbox.admin.adapter.AccountTable;
import dev.postrider.mailbox.admin.adapter.AliasTable;
import dev.postrider.mailbox.admin.adapter.AppPasswordTable;
import dev.postrider.mailbox.admin.adapter.DomainTable;
import dev.postrider.mailbox.directory.DirectorySettings;
import dev.postrider.mailbox.directory.DirectorySystem;
import dev.postrider.mailbox.directory.adapter.DirectoryModule;
import dev.postrider.servicekit.admin.AdminApi;
import dev.postrider.servicekit.admin.AdminRoute;
import dev.postrider.servicekit.admin.AdminSettings;
import dev.postrider.servicekit.admin.Problem;
import dev.postrider.servicekit.config.Configuration;
import dev.postrider.servicekit.config.Secret;
import dev.postrider.servicekit.config.Settings;
import dev.postrider.servicekit.oauth.OauthSettings;
import dev.postrider.testkit.OpenApiCheck;
import dev.postrider.testkit.TestVertx;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgBuilder;
import io.vertx.sqlclient.Pool;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The description says what there is: every route is in it, and nothing else. */
final class OpenApiTest {
    @Test
    void theDescriptionSaysWhatThereIs() {
        OpenApiCheck.check(
                AdminModule.DESCRIPTION.toString(),
                routes(),
                Stream.of(Problem.Kind.values()).map(AdminApi::typeOf).collect(Collectors.toSet()));
    }

    /** The routes of the router itself, as the description writes them. Nothing connects to a database before a request comes. */
    private static Set<String> routes() {
        Settings root = Configuration.of("");
        DirectorySettings directorySettings = DirectorySettings.read(root.section("mailbox-service.directory"));
        AdminSettings adminSettings = AdminSettings.read(root.section("mailbox-service.admin"));
        root.check();
        Vertx vertx = TestVertx.start();
        Pool pool = PgBuilder.pool().using(vertx).build();
        try (DirectoryModule directory = DirectoryModule.create(
                vertx,
                directorySettings,
                OauthSettings.from(root.section("auth.oauth")),
                pool,
                new SimpleMeterRegistry())) {
            AliasTable aliases = new AliasTable(pool, directory);
            List<AdminRoute> routes = AdminModule.routes(
                    new DomainTable(pool, aliases),
                    new AccountTable(pool),
                    new AppPasswordTable(pool),
                    aliases,
                    directory.passwords(),
                    () -> Future.failedFuture("not called"));
            return new TreeSet<>(AdminApi.served(
                    vertx, adminSettings, new Secret("a token for tests"), AdminModule.DESCRIPTION, routes));
        } finally {
            DirectorySystem.await(pool.close());
            DirectorySystem.await(vertx.close());
        }
    }
}
