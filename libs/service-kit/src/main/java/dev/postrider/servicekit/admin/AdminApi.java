package dev.postrider.servicekit.admin;

import dev.postrider.servicekit.config.Secret;
import dev.postrider.servicekit.net.InternalTls;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.ext.web.Route;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** An admin API that listens. Without a token it is off. */
public final class AdminApi {
    private static final Logger log = LoggerFactory.getLogger(AdminApi.class);
    /** A verification of a large store says nothing for a while. */
    private static final int IDLE_SECONDS = 600;

    private final Optional<HttpServer> server;

    private AdminApi(Optional<HttpServer> server) {
        this.server = server;
    }

    /**
     * Fails if the port cannot be bound.
     *
     * @param description in OpenAPI, see {@link #description}
     * @param tls if there is one, it is served over TLS
     */
    public static Future<AdminApi> start(
            Vertx vertx,
            AdminSettings settings,
            Buffer description,
            List<AdminRoute> routes,
            Optional<InternalTls> tls) {
        if (settings.token().isEmpty()) {
            log.atInfo().log("the admin API is off: " + settings.tokenPath() + " is not set");
            return Future.succeededFuture(new AdminApi(Optional.empty()));
        }
        AdminRouter router = new AdminRouter(settings, settings.token().get(), description, routes);
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
                .map(listening -> new AdminApi(Optional.of(listening)));
    }

    /** A description that is on the class path at {@code resource}, beside {@code owner}'s classes. */
    public static Buffer description(Class<?> owner, String resource) {
        try (InputStream in = owner.getResourceAsStream(resource)) {
            if (in == null) {
                throw new IllegalStateException(resource + " is not on the class path");
            }
            return Buffer.buffer(in.readAllBytes());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What is served, as a description writes it: {@code GET /accounts/{login}}. To compare the two. */
    public static List<String> served(
            Vertx vertx, AdminSettings settings, Secret token, Buffer description, List<AdminRoute> routes) {
        return new AdminRouter(settings, token, description, routes)
                .build(vertx).getRoutes().stream().flatMap(AdminApi::operations).toList();
    }

    private static Stream<String> operations(Route route) {
        Optional<String> path = Optional.ofNullable(route.getPath());
        Set<HttpMethod> methods = Optional.ofNullable(route.methods()).orElseGet(Set::of);
        return path.stream()
                .map(text -> text.substring(AdminRouter.ROOT.length()).replaceAll(":(\\w+)", "{$1}"))
                .flatMap(text -> methods.stream().map(method -> method + " " + text));
    }

    /** The URI of a problem's type, RFC 9457 s3.1.1. */
    public static String typeOf(Problem.Kind kind) {
        return "urn:postrider:problem:" + kind.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** Empty: the API is off. */
    public Optional<Integer> port() {
        return server.map(HttpServer::actualPort);
    }

    public Future<Void> close() {
        return server.map(HttpServer::close).orElseGet(Future::succeededFuture);
    }
}
