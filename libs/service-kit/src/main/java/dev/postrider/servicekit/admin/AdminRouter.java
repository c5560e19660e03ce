package dev.postrider.servicekit.admin;

import dev.postrider.servicekit.config.Secret;
import dev.postrider.servicekit.postgres.SqlFaults;
import dev.postrider.servicekit.thread.VirtualThreads;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Puts the routes together: header check, token, body, operation, answer, audit. */
final class AdminRouter {
    static final String ROOT = "/admin/v1";
    static final String DESCRIPTION = "/openapi.yaml";

    private static final Logger log = LoggerFactory.getLogger(AdminRouter.class);
    private static final Logger audit = LoggerFactory.getLogger("dev.postrider.audit");
    /** RFC 9110 s5.1: {@code field-name = token}. */
    private static final Pattern TOKEN = Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]+");

    private static final long TOKEN_LOOK_EVERY_MS = 10_000;
    private static final long REST_OF_REQUEST_MS = 2_000;

    private final AdminSettings settings;
    private final BearerToken token;
    private final Buffer description;
    private final List<AdminRoute> routes;
    private final Set<HttpConnection> served = ConcurrentHashMap.newKeySet();

    AdminRouter(AdminSettings settings, Secret token, Buffer description, List<AdminRoute> routes) {
        this.settings = settings;
        this.token = new BearerToken(token);
        this.description = description;
        this.routes = List.copyOf(routes);
    }

    Router build(Vertx vertx) {
        vertx.setPeriodic(
                TOKEN_LOOK_EVERY_MS,
                id -> VirtualThreads.<BearerToken>call(vertx, "admin-token", () -> {
                    token.renew();
                    return token;
                }));
        Router router = Router.router(vertx);
        router.route().handler(this::checkConnection);
        router.get(ROOT + DESCRIPTION).handler(context -> {
            context.response().putHeader("Content-Type", "application/yaml");
            end(context, description);
        });
        router.route().handler(this::checkToken);
        router.route().handler(BodyHandler.create(false).setBodyLimit(settings.maxBodyOctets()));
        for (AdminRoute route : routes) {
            router.route(route.method(), ROOT + route.path()).handler(context -> run(route, context));
        }
        router.errorHandler(
                404,
                context -> fail(
                        context,
                        new Problem(
                                Problem.Kind.NOT_FOUND,
                                "There is no such path. The API is described at " + ROOT + DESCRIPTION + ".")));
        router.errorHandler(
                405,
                context -> fail(
                        context,
                        new Problem(
                                Problem.Kind.METHOD_NOT_ALLOWED,
                                "Not with this method. The API is described at " + ROOT + DESCRIPTION + ".")));
        router.errorHandler(
                413,
                context -> fail(
                        context,
                        new Problem(
                                Problem.Kind.BODY_TOO_LARGE,
                                "A body may have at most " + settings.maxBodyOctets() + " octets.")));
        router.errorHandler(
                400,
                context -> fail(
                        context,
                        new Problem(Problem.Kind.MALFORMED_REQUEST, "The path, query or headers are malformed.")));
        router.errorHandler(500, context -> fail(context, internal(context)));
        return router;
    }

    /**
     * One request per connection, and header names that are tokens. This version of Vert.x takes {@code Content-Xength} for {@code
     * Content-Length}, so a proxy in front may see the end of a request elsewhere than we do: what is left over must never become somebody's
     * next request.
     */
    private void checkConnection(RoutingContext context) {
        HttpConnection connection = context.request().connection();
        if (!served.add(connection)) {
            connection.close();
            return;
        }
        connection.closeHandler(closed -> served.remove(connection));
        for (String name : context.request().headers().names()) {
            if (!TOKEN.matcher(name).matches()) {
                fail(context, new Problem(Problem.Kind.MALFORMED_REQUEST, "A header's name is malformed."));
                return;
            }
        }
        context.next();
    }

    private void checkToken(RoutingContext context) {
        if (token.isIn(context.request().getHeader("Authorization"))) {
            context.next();
            return;
        }
        log.atWarn().addKeyValue("clientIp", clientOf(context)).log("admin request without a valid token");
        context.response().putHeader("WWW-Authenticate", "Bearer realm=\"postrider-admin\"");
        fail(
                context,
                new Problem(
                        Problem.Kind.UNAUTHORIZED,
                        "Send Authorization: Bearer <token> with the token of " + settings.tokenPath() + "."));
    }

    private void run(AdminRoute route, RoutingContext context) {
        Future<Reply> reply;
        try {
            reply = route.operation().run(new AdminRequest(context));
        } catch (ProblemException refused) {
            reply = Future.failedFuture(refused);
        }
        reply.onComplete(outcome -> {
            int status;
            if (outcome.succeeded()) {
                status = outcome.result().status();
                answer(context, status, "application/json", outcome.result().body());
            } else {
                Problem problem = problemOf(outcome.cause());
                status = problem.kind().status();
                fail(context, problem);
            }
            if (route.audited()) {
                note(route, context, status);
            }
        });
    }

    private void note(AdminRoute route, RoutingContext context, int status) {
        audit.atInfo()
                .addKeyValue("who", settings.tokenName())
                .addKeyValue("what", route.method() + " " + route.path())
                .addKeyValue("object", String.join(" ", context.pathParams().values()))
                .addKeyValue(
                        "query", Optional.ofNullable(context.request().query()).orElse(""))
                .addKeyValue("status", status)
                .addKeyValue("clientIp", clientOf(context))
                .log(status < 300 ? "changed" : "not changed");
    }

    private static Problem problemOf(Throwable failure) {
        return switch (failure) {
            case ProblemException refused -> refused.problem();
            case RuntimeException bug when SqlFaults.isOfTheData(bug) -> internalError(bug);
            case RuntimeException bug when !(bug instanceof io.vertx.core.VertxException) -> internalError(bug);
            default -> unavailable(failure);
        };
    }

    private static Problem internal(RoutingContext context) {
        return internalError(
                Optional.ofNullable(context.failure()).orElseGet(() -> new IllegalStateException("no failure given")));
    }

    private static Problem internalError(Throwable failure) {
        String id = UUID.randomUUID().toString();
        log.atError().addKeyValue("errorId", id).setCause(failure).log("admin request failed");
        return new Problem(Problem.Kind.INTERNAL_ERROR, "This is a mistake of ours; the log has it as " + id + ".");
    }

    private static Problem unavailable(Throwable failure) {
        log.atWarn().addKeyValue("reason", failure).log("admin request failed for the moment");
        return new Problem(Problem.Kind.UNAVAILABLE, "The database does not answer at the moment. Try again.");
    }

    private static void fail(RoutingContext context, Problem problem) {
        JsonObject json = new JsonObject()
                .put("type", AdminApi.typeOf(problem.kind()))
                .put("title", problem.kind().title())
                .put("status", problem.kind().status())
                .put("detail", problem.detail());
        if (!problem.errors().isEmpty()) {
            JsonArray errors = new JsonArray();
            problem.errors()
                    .forEach(error -> errors.add(
                            new JsonObject().put("field", error.field()).put("detail", error.detail())));
            json.put("errors", errors);
        }
        if (problem.kind().status() == 503) {
            context.response().putHeader("Retry-After", "1");
        }
        answer(context, problem.kind().status(), "application/problem+json", Optional.of(json));
    }

    private static void answer(RoutingContext context, int status, String type, Optional<JsonObject> body) {
        HttpServerResponse response = context.response();
        if (response.ended() || response.closed()) {
            return;
        }
        response.setStatusCode(status)
                .putHeader("Cache-Control", "no-store")
                .putHeader("X-Content-Type-Options", "nosniff");
        if (body.isPresent()) {
            response.putHeader("Content-Type", type);
        }
        end(context, body.map(JsonObject::toBuffer).orElseGet(Buffer::buffer));
    }

    /** Ends the answer and the connection, see {@link #checkConnection}. */
    private static void end(RoutingContext context, Buffer body) {
        context.response()
                .putHeader("Connection", "close")
                .end(body)
                .compose(sent -> requestRead(context))
                .onComplete(read -> context.request().connection().close());
    }

    /**
     * To close a connection with octets unread resets it, and the client may lose the answer. So what still comes of a request that is refused is
     * read, and thrown away, for a while.
     */
    private static Future<Void> requestRead(RoutingContext context) {
        HttpServerRequest request = context.request();
        if (request.isEnded()) {
            return Future.succeededFuture();
        }
        Promise<Void> read = Promise.promise();
        long timer = context.vertx().setTimer(REST_OF_REQUEST_MS, late -> read.tryComplete());
        request.handler(ignored -> {})
                .endHandler(end -> read.tryComplete())
                .exceptionHandler(gone -> read.tryComplete())
                .resume();
        return read.future().onComplete(done -> context.vertx().cancelTimer(timer));
    }

    private static String clientOf(RoutingContext context) {
        return Optional.ofNullable(context.request().remoteAddress())
                .flatMap(address -> Optional.ofNullable(address.hostAddress()))
                .orElse("");
    }
}
