package dev.postrider.system;

import dev.postrider.testkit.FreePort;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/** A real Prometheus that reads every second, with a directory of its own. */
final class PrometheusServer implements AutoCloseable {
    private static final Duration START_LIMIT = Duration.ofSeconds(30);
    private static final Duration CALL_LIMIT = Duration.ofSeconds(20);

    private final Process process;
    private final URI base;
    private final HttpClient client = HttpClient.newHttpClient();

    /** A rule as Prometheus has read it. */
    record Rule(String name, String query, String health, String lastError, boolean alerts) {}

    private PrometheusServer(Process process, URI base) {
        this.process = process;
        this.base = base;
    }

    /**
     * Starts it, and waits until it is ready.
     *
     * @param targets management ports by job
     */
    static PrometheusServer start(
            ExternalTool prometheus, Path directory, Map<String, Integer> targets, List<Path> rules) throws Exception {
        Path configuration = directory.resolve("prometheus.yml");
        Files.writeString(configuration, configuration(targets, rules));
        int port = FreePort.next();
        Process process = new ProcessBuilder(
                        prometheus.path().toString(),
                        "--config.file=" + configuration,
                        "--storage.tsdb.path=" + directory.resolve("data"),
                        "--web.listen-address=127.0.0.1:" + port,
                        "--log.level=warn")
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("prometheus.log").toFile())
                .start();
        PrometheusServer server = new PrometheusServer(process, URI.create("http://127.0.0.1:" + port));
        Waiting.until("Prometheus", START_LIMIT, () -> {
            if (!process.isAlive()) {
                throw new AssertionError(Files.readString(directory.resolve("prometheus.log")));
            }
            return server.isReady() ? Optional.of(server) : Optional.empty();
        });
        return server;
    }

    private static String configuration(Map<String, Integer> targets, List<Path> rules) {
        return "global: { scrape_interval: 1s, scrape_timeout: 1s, evaluation_interval: 1s }\nrule_files:\n"
                + rules.stream().map(rule -> "  - " + rule + "\n").collect(Collectors.joining())
                + "scrape_configs:\n"
                + targets.entrySet().stream()
                        .map(target -> "  - job_name: " + target.getKey()
                                + "\n    static_configs: [{ targets: ['127.0.0.1:" + target.getValue() + "'] }]\n")
                        .collect(Collectors.joining());
    }

    private boolean isReady() throws InterruptedException {
        try {
            return get("/-/ready").statusCode() == 200;
        } catch (IOException notYet) {
            return false;
        }
    }

    /** The samples that an expression gives now. @throws AssertionError if Prometheus cannot evaluate it */
    List<Double> query(String expression) throws IOException, InterruptedException {
        HttpResponse<String> response =
                get("/api/v1/query?query=" + URLEncoder.encode(expression, StandardCharsets.UTF_8));
        if (response.statusCode() != 200) {
            throw new AssertionError(expression + ": " + response.body());
        }
        JsonArray result = new JsonObject(response.body()).getJsonObject("data").getJsonArray("result");
        return result.stream()
                .map(JsonObject.class::cast)
                .map(series -> series.getJsonArray("value").getString(1))
                .map(value -> Double.valueOf(value.replace("Inf", "Infinity")))
                .toList();
    }

    List<Rule> rules() throws IOException, InterruptedException {
        JsonObject data = new JsonObject(get("/api/v1/rules").body()).getJsonObject("data");
        return data.getJsonArray("groups").stream()
                .map(JsonObject.class::cast)
                .flatMap(group -> group.getJsonArray("rules").stream())
                .map(JsonObject.class::cast)
                .map(rule -> new Rule(
                        rule.getString("name"),
                        rule.getString("query"),
                        rule.getString("health"),
                        rule.getString("lastError", ""),
                        rule.getString("type").equals("alerting")))
                .toList();
    }

    private HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return client.send(
                HttpRequest.newBuilder(base.resolve(path)).timeout(CALL_LIMIT).build(),
                HttpResponse.BodyHandlers.ofString());
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(10, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
