package dev.postrider.servicekit.health;

import dev.postrider.servicekit.BuildInfo;
import dev.postrider.servicekit.metrics.Metrics;
import dev.postrider.servicekit.thread.VirtualThreads;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonObject;
import java.lang.management.ManagementFactory;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * The management port: {@code /livez} (event loops turn), {@code /startupz} (started once), {@code /readyz} (started and not draining), {@code
 * /metrics} (Prometheus), {@code /status} (JSON for people: each dependency's state, since when, and its last error).
 */
public final class ManagementServer {
    /** How often dependencies are looked at when nobody asks, so that it is known since when one is down. */
    private static final long LOOK_EVERY_MS = 10_000;

    private static final String PROMETHEUS_TEXT = "text/plain; version=0.0.4; charset=utf-8";

    private final Vertx vertx;
    private final Health health;
    private final PrometheusMeterRegistry meters;
    private final EventLoopPulse pulse;
    private final HttpServer server;

    private ManagementServer(Vertx vertx, Health health, PrometheusMeterRegistry meters) {
        this.vertx = vertx;
        this.health = health;
        this.meters = meters;
        this.pulse = new EventLoopPulse(Metrics.EVENT_LOOP_DELAY_SECONDS.timer(meters));
        this.server = vertx.createHttpServer(new HttpServerOptions()
                .setIdleTimeout(60)
                .setMaxHeaderSize(8 * 1024)
                .setMaxInitialLineLength(2 * 1024)
                .setCompressionSupported(false));
        server.requestHandler(this::answer);
    }

    /**
     * Binds the port; fails if it cannot.
     *
     * @param eventLoops how many Vert.x has: each is watched
     */
    public static Future<ManagementServer> start(
            Vertx vertx, Health health, PrometheusMeterRegistry meters, String host, int port, int eventLoops) {
        ManagementServer management = new ManagementServer(vertx, health, meters);
        return management
                .pulse
                .start(vertx, eventLoops)
                .compose(v -> management.server.listen(port, host))
                .map(bound -> {
                    // Ends with its Vert.x.
                    vertx.setPeriodic(LOOK_EVERY_MS, id -> management.look());
                    return management;
                });
    }

    public int port() {
        return server.actualPort();
    }

    public Future<Void> close() {
        return server.close();
    }

    private void look() {
        health.dependencies().values().forEach(Dependency::look);
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
        Map<String, Future<Dependency.Finding>> looks = new TreeMap<>();
        health.dependencies().forEach((name, dependency) -> looks.put(name, dependency.look()));
        Future.join(looks.values().stream().toList()).onComplete(done -> {
            JsonObject dependencies = new JsonObject();
            looks.forEach((name, look) -> dependencies.put(name, json(look.result())));
            response.putHeader("content-type", "application/json")
                    .end(new JsonObject()
                                    .put("phase", word(health.phase()))
                                    .put(
                                            "uptimeSeconds",
                                            ManagementFactory.getRuntimeMXBean().getUptime() / 1000)
                                    .put("version", BuildInfo.read().version())
                                    .put("dependencies", dependencies)
                                    .encodePrettily()
                            + "\n");
        });
    }

    private static JsonObject json(Dependency.Finding finding) {
        JsonObject json = new JsonObject()
                .put("state", word(finding.state()))
                .put("since", finding.since().truncatedTo(ChronoUnit.SECONDS).toString());
        finding.lastFault()
                .ifPresent(fault -> json.put("lastError", fault.error())
                        .put(
                                "lastErrorAt",
                                fault.at().truncatedTo(ChronoUnit.SECONDS).toString()));
        return json;
    }

    private static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }
}
