package dev.postrider.system;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.postrider.embedded.EmbeddedKafka;
import dev.postrider.embedded.LocalPostgres;
import dev.postrider.rules.CataloguedNames;
import dev.postrider.rules.LabelValues;
import dev.postrider.servicekit.metrics.Metrics;
import dev.postrider.testkit.fixture.PostgresFixture;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What dashboards, rules and the catalogue say is what a running system shows: a real Prometheus reads it through a demo load, and answers every
 * expression with a number. So that this takes seconds, each range of the rules and of {@code $__rate_interval} is {@value #RANGE}.
 */
final class ObservabilityIT {
    private static final String RANGE = "15s";
    private static final Duration DATA_LIMIT = Duration.ofSeconds(90);
    private static final Path CHART = Path.of("..", "helm", "postrider");
    private static final Path TESTS_OF_RULES = Path.of("..", "deploy", "prometheus", "tests");
    private static final Pattern TYPE = Pattern.compile("(?m)^# TYPE (\\S+) ");
    private static final Pattern SERIES = Pattern.compile("(?m)^(postrider_\\w+)\\{(.*)} ");
    private static final Pattern LABEL = Pattern.compile("(\\w+)=\"([^\"]*)\"");
    private static final Pattern SELECTOR = Pattern.compile("postrider[:_][\\w:]+(\\{[^}]*})?");

    @TempDir
    Path directory = Path.of("");

    @Test
    void everyExpressionReturnsData() throws Exception {
        ExternalTool prometheus = tool("prometheus");
        Map<String, String> settings = Map.of(
                "smtp-ingress.relay-canary", "1s",
                "smtp-ingress.listeners.mx.policy", "headers,spf,dkim,dmarc",
                "delivery-worker.retry.delays", "2s");
        try (EmbeddedKafka kafka = EmbeddedKafka.start(directory.resolve("kafka"));
                LocalPostgres postgres = LocalPostgres.start(directory.resolve("postgres"), "observed");
                PostriderCluster cluster = PostriderCluster.start(
                        kafka.bootstrapServers(), PostgresFixture.Database.of(postgres), settings);
                DemoLoad _ = DemoLoad.start(cluster);
                PrometheusServer server =
                        PrometheusServer.start(prometheus, directory, cluster.managementPorts(), rules())) {
            Map<String, String> wanted = expressions(server);
            Waiting.until(
                    "data for every expression",
                    DATA_LIMIT,
                    () -> answered(server, wanted) ? Optional.of(wanted) : Optional.empty(),
                    () -> "without data:\n" + String.join("\n", wanted.values()));
            assertEquals(
                    List.of(),
                    server.rules().stream()
                            .filter(rule -> !rule.health().equals("ok"))
                            .toList());
            for (int port : cluster.managementPorts().values()) {
                assertCatalogued(scrape(port));
            }
        }
    }

    @Test
    void promtoolFindsNoFault() throws Exception {
        ExternalTool promtool = tool("promtool");
        List<String> check = new ArrayList<>(List.of("check", "rules"));
        List<String> test = new ArrayList<>(List.of("test", "rules"));
        files(CHART.resolve("rules"))
                .forEach(file -> check.add(file.toAbsolutePath().toString()));
        files(TESTS_OF_RULES).forEach(file -> test.add(file.toAbsolutePath().toString()));
        promtool.run(directory, new byte[0], check);
        promtool.run(directory, new byte[0], test);
    }

    private static ExternalTool tool(String name) {
        Optional<ExternalTool> tool = ExternalTool.find(name);
        assumeTrue(tool.isPresent(), name + " is missing: install Debian's package prometheus");
        return tool.orElseThrow();
    }

    /** Where an expression stands, and the expression. */
    private static Map<String, String> expressions(PrometheusServer server) throws Exception {
        Map<String, String> all = new TreeMap<>();
        for (Path file : files(CHART.resolve("dashboards"))) {
            JsonObject dashboard = new JsonObject(Files.readString(file));
            for (Object panel : dashboard.getJsonArray("panels")) {
                JsonObject shown = (JsonObject) panel;
                for (Object target : shown.getJsonArray("targets", new JsonArray())) {
                    String expression = ((JsonObject) target).getString("expr");
                    all.put(
                            file.getFileName() + ": " + shown.getString("title") + ": "
                                    + ((JsonObject) target).getString("refId"),
                            expression
                                    .replace("$__rate_interval", RANGE)
                                    .replace("$__range", "1m")
                                    .replaceAll("\\$(namespace|job)", ".*"));
                }
            }
        }
        for (PrometheusServer.Rule rule : server.rules()) {
            if (rule.alerts()) {
                // What it looks at exists; that it fires is what promtool's tests see.
                SELECTOR.matcher(rule.query())
                        .results()
                        .forEach(selector -> all.put(rule.name() + ": " + selector.group(), selector.group()));
            } else {
                all.put(rule.name() + ": " + rule.query(), rule.query());
            }
        }
        assertFalse(all.isEmpty());
        return all;
    }

    /** Takes those out that have an answer. */
    private static boolean answered(PrometheusServer server, Map<String, String> wanted)
            throws IOException, InterruptedException {
        for (Map.Entry<String, String> each : Map.copyOf(wanted).entrySet()) {
            if (server.query(each.getValue()).stream().anyMatch(value -> !value.isNaN())) {
                wanted.remove(each.getKey());
            }
        }
        return wanted.isEmpty();
    }

    /** The rules with short ranges. */
    private List<Path> rules() throws IOException {
        List<Path> shortened = new ArrayList<>();
        for (Path file : files(CHART.resolve("rules"))) {
            Path copy = directory.resolve(file.getFileName()).toAbsolutePath();
            Files.writeString(copy, Files.readString(file).replaceAll("\\[\\d+[smhd]]", "[" + RANGE + "]"));
            shortened.add(copy);
        }
        return shortened;
    }

    private static List<Path> files(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.sorted().toList();
        }
    }

    private static String scrape(int port) throws IOException, InterruptedException {
        try (HttpClient client = HttpClient.newHttpClient()) {
            return client.send(
                            HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/metrics"))
                                    .build(),
                            HttpResponse.BodyHandlers.ofString())
                    .body();
        }
    }

    /** Every metric and every value of a label is one that the catalogue has. */
    private static void assertCatalogued(String scraped) {
        Set<String> unknown = new TreeSet<>();
        TYPE.matcher(scraped)
                .results()
                .map(match -> match.group(1))
                .filter(name -> !name.matches("(jvm|process|system)_.*"))
                .filter(name -> !CataloguedNames.contains(name) && !CataloguedNames.contains(name + "_count"))
                .forEach(unknown::add);
        SERIES.matcher(scraped).results().forEach(series -> {
            Map<String, List<String>> values = Stream.of(Metrics.values())
                    .filter(metric -> series.group(1).startsWith(metric.prometheusName()))
                    .map(LabelValues::of)
                    .filter(labels -> LABEL.matcher(series.group(2))
                            .results()
                            .allMatch(label -> label.group(1).equals("le") || labels.containsKey(label.group(1))))
                    .findFirst()
                    .orElse(Map.of());
            LABEL.matcher(series.group(2))
                    .results()
                    .filter(label -> !label.group(1).equals("le"))
                    .forEach(label -> {
                        List<String> known = values.getOrDefault(label.group(1), List.of("(no such label)"));
                        if (!known.isEmpty() && !known.contains(label.group(2))) {
                            unknown.add(series.group(1) + ": " + label.group());
                        }
                    });
        });
        assertEquals(Set.of(), unknown);
    }
}
