package dev.postrider.mailbox.admin.net;

import dev.postrider.mailbox.admin.adapter.AccountTable;
import dev.postrider.mailbox.admin.adapter.AliasTable;
import dev.postrider.mailbox.admin.adapter.AppPasswordTable;
import dev.postrider.mailbox.admin.adapter.DirectoryVerification;
import dev.postrider.mailbox.admin.adapter.DomainTable;
import dev.postrider.mailbox.admin.port.Verification;
import dev.postrider.mailbox.directory.adapter.DirectoryModule;
import dev.postrider.mailbox.directory.port.Passwords;
import dev.postrider.servicekit.admin.AdminApi;
import dev.postrider.servicekit.admin.AdminRoute;
import dev.postrider.servicekit.admin.AdminSettings;
import dev.postrider.servicekit.net.InternalTls;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Pool;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The admin API, put together. */
public final class AdminModule {
    static final Buffer DESCRIPTION = AdminApi.description(AdminModule.class, "/admin/openapi.yaml");

    private AdminModule() {}

    /**
     * Fails if the port cannot be bound.
     *
     * @param verification of the mailboxes; the directory's own part is added here
     * @param tls if there is one, it is served over TLS
     */
    public static Future<AdminApi> start(
            Vertx vertx,
            AdminSettings settings,
            Pool pool,
            DirectoryModule directory,
            Verification verification,
            Optional<InternalTls> tls) {
        AliasTable aliases = new AliasTable(pool, directory);
        List<AdminRoute> routes = routes(
                new DomainTable(pool, aliases),
                new AccountTable(pool),
                new AppPasswordTable(pool),
                aliases,
                directory.passwords(),
                new DirectoryVerification(pool, verification));
        return AdminApi.start(vertx, settings, DESCRIPTION, routes, tls);
    }

    static List<AdminRoute> routes(
            DomainTable domains,
            AccountTable accounts,
            AppPasswordTable appPasswords,
            AliasTable aliases,
            Passwords passwords,
            Verification verification) {
        List<AdminRoute> routes = new ArrayList<>();
        routes.addAll(new DomainRoutes(domains).routes());
        routes.addAll(new AccountRoutes(accounts, passwords).routes());
        routes.addAll(new AppPasswordRoutes(appPasswords).routes());
        routes.addAll(new AliasRoutes(aliases).routes());
        routes.addAll(new VerifyRoutes(verification).routes());
        return routes;
    }
}
