package dev.postrider.mailbox.admin.net;

import dev.postrider.mailbox.admin.AdminSettings;
import dev.postrider.mailbox.admin.adapter.AccountTable;
import dev.postrider.mailbox.admin.adapter.AliasTable;
import dev.postrider.mailbox.admin.adapter.AppPasswordTable;
import dev.postrider.mailbox.admin.adapter.DirectoryVerification;
import dev.postrider.mailbox.admin.adapter.DomainTable;
import dev.postrider.mailbox.admin.port.Verification;
import dev.postrider.mailbox.directory.adapter.DirectoryModule;
import dev.postrider.mailbox.directory.port.Passwords;
import dev.postrider.servicekit.net.InternalTls;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.sqlclient.Pool;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The admin API, put together and listening. Without a token it is off. */
public final class AdminModule {
    private static final Logger log = LoggerFactory.getLogger(AdminModule.class);
    /** A verification of a large store says nothing for a while. */
    private static final int IDLE_SECONDS = 600;

    private final Optional<HttpServer> server;

    private AdminModule(Optional<HttpServer> server) {
        this.server = server;
    }

    /**
     * Fails if the port cannot be bound.
     *
     * @param verification of the mailboxes; the directory's own part is added here
     * @param tls if there is one, it is served over TLS
     */
    public static Future<AdminModule> start(
            Vertx vertx,
            AdminSettings settings,
            Pool pool,
            DirectoryModule directory,
            Verification verification,
            Optional<InternalTls> tls) {
        if (settings.token().isEmpty()) {
            log.atInfo().log("the admin API is off: mailbox-service.admin.token is not set");
            return Future.succeededFuture(new AdminModule(Optional.empty()));
        }
        AliasTable aliases = new AliasTable(pool, directory);
        List<AdminRoute> routes = routes(
                new DomainTable(pool, aliases),
                new AccountTable(pool),
                new AppPasswordTable(pool),
                aliases,
                directory.passwords(),
                new DirectoryVerification(pool, verification));
        AdminRouter router = new AdminRouter(settings, settings.token().get(), routes);
        HttpServerOptions options = new HttpServerOptions()
                .setHost(settings.host())
                .setPort(settings.port())
                .setIdleTimeout(IDLE_SECONDS)
                .setIdleTimeoutUnit(TimeUnit.SECONDS)
                .setHttp2ClearTextEnabled(false)
                .setCompressionSupported(false);
        tls.ifPresent(internal -> internal.serveAnybody(options));
        return vertx.createHttpServer(options)
                .requestHandler(router.build(vertx))
                .listen()
                .onSuccess(listening -> log.atInfo()
                        .addKeyValue("host", settings.host())
                        .addKeyValue("port", listening.actualPort())
                        .log("the admin API listens"))
                .map(listening -> new AdminModule(Optional.of(listening)));
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

    /** Empty: the API is off. */
    public Optional<Integer> port() {
        return server.map(HttpServer::actualPort);
    }

    public Future<Void> close() {
        return server.map(HttpServer::close).orElseGet(Future::succeededFuture);
    }
}
