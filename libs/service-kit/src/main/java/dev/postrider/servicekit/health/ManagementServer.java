package dev.postrider.servicekit.health;

import dev.postrider.servicekit.thread.VirtualThreads;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonObject;
import java.lang.management.ManagementFactory;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/**
 * The management port: {@code /livez} (event loops turn), {@code /startupz} (started once), {@code /readyz} (started and not draining), {@code
 * /metrics} (Prometheus), {@code /status} (JSON: phase and dependency checks). GET only.
 */
public final class ManagementServer {
    private static final long CHECK_TIMEOUT_MS = 2_000;
    private static final String PROMETHEUS_TEXT = "text/plain; version=0.0.4; charset=utf-8";

    private final Vertx vertx;
    private final Health health;
    private final PrometheusMeterRegistry meters;
    private final EventLoopPulse pulse = new EventLoopPulse();
    private final HttpServer server;

    private ManagementServer(Vertx vertx, Health health, PrometheusMeterRegistry meters) {
        this.vertx = vertx;
        this.health = health;
        this.meters = meters;
        this.server = vertx.createHttpServer(new HttpServerOptions()
                .setIdleTimeout(60)
                .setMaxHeaderSize(8 * 1024)
                .setMaxInitialLineLength(2 * 1024)
                .setCompressionSupported(false));
        server.requestHandler(this::answer);
    }

    /** Binds the port; fails if it cannot. */
    public static Future<ManagementServer> start(
            Vertx vertx, Health health, PrometheusMeterRegistry meters, String host, int port) {
        ManagementServer management = new ManagementServer(vertx, health, meters);
        return management
                .pulse
                .start(vertx, VertxOptions.DEFAULT_EVENT_LOOP_POOL_SIZE)
                .compose(v -> management.server.listen(port, host))
                .map(bound -> management);
    }

    public int port() {
        return server.actualPort();
    }

    public Future<Void> close() {
        return server.close();
    }

    private void answer(HttpServerRequest request) {
        HttpServerResponse response = request.response();
        switch (request.path()) {
            case "/livez" -> verdict(response, pulse.turning(), "event loops turn", "an event loop is stuck");
            case "/startupz" -> verdict(response, health.phase() != Health.Phase.STARTING, "started", "starting");
            case "/readyz" ->
                verdict(
                        response,
                        health.phase() == Health.Phase.READY,
                        "ready",
                        health.phase().name());
            case "/metrics" -> metrics(response);
            case "/status" -> status(response);
            case null, default -> response.setStatusCode(404).end("/livez /readyz /startupz /metrics /status\n");
        }
    }

    private static void verdict(HttpServerResponse response, boolean good, String yes, String no) {
        response.setStatusCode(good ? 200 : 503)
                .putHeader("content-type", "text/plain; charset=utf-8")
                .end((good ? yes : no) + "\n");
    }

    private void metrics(HttpServerResponse response) {
        // Thousands of lines: not on an event loop.
        VirtualThreads.<String>call(vertx, "management-scrape", meters::scrape).onComplete(scraped -> {
            if (scraped.succeeded()) {
                response.putHeader("content-type", PROMETHEUS_TEXT).end(scraped.result());
            } else {
                response.setStatusCode(500).end("cannot scrape\n");
            }
        });
    }

    private void status(HttpServerResponse response) {
        Map<String, Future<Void>> running = new TreeMap<>();
        health.checks()
                .forEach((name, check) -> running.put(
                        name,
                        Future.<Void>succeededFuture()
                                .compose(v -> check.get())
                                .timeout(CHECK_TIMEOUT_MS, TimeUnit.MILLISECONDS)));
        Future.join(running.values().stream().toList()).onComplete(done -> {
            JsonObject dependencies = new JsonObject();
            running.forEach((name, outcome) -> dependencies.put(
                    name,
                    outcome.succeeded() ? "ok" : String.valueOf(outcome.cause().getMessage())));
            response.putHeader("content-type", "application/json")
                    .end(new JsonObject()
                                    .put("phase", health.phase().name().toLowerCase(Locale.ROOT))
                                    .put(
                                            "uptimeSeconds",
                                            ManagementFactory.getRuntimeMXBean().getUptime() / 1000)
                                    .put("dependencies", dependencies)
                                    .encodePrettily()
                            + "\n");
        });
    }
}
