package dev.postrider.rules;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Grafana's dashboards, made of the sources in {@code deploy/dashboards}; what these may hold is told there. */
final class Dashboards {
    private static final int ALL_COLUMNS = 24;
    private static final String TAG = "postrider";
    private static final JsonObject SOURCE =
            new JsonObject().put("type", "prometheus").put("uid", "${datasource}");
    private static final String VARIABLES =
            "${__url_time_range}&${datasource:queryparam}&${namespace:queryparam}&${job:queryparam}";

    /** Why a client may be refused that is a fault of ours, not its own; the rules of the objectives say the same. */
    private static final String FAULTS = "directory_unavailable|authentication_unavailable|policy_unavailable"
            + "|body_not_stored|not_committed|commit_timed_out|internal_fault";

    private final Map<String, String> titles = new LinkedHashMap<>();
    private int nextId;
    private int x;
    private int y;
    private int rowHeight;

    private Dashboards() {}

    /** The files of {@code helm/postrider/dashboards} by name. */
    static Map<String, String> make() throws IOException {
        Dashboards dashboards = new Dashboards();
        Map<String, Config> sources = new LinkedHashMap<>();
        try (Stream<Path> files = Files.list(Reactor.root().resolve("deploy/dashboards"))) {
            for (Path file : files.filter(path -> path.toString().endsWith(".conf"))
                    .sorted()
                    .toList()) {
                String name = file.getFileName().toString().replace(".conf", "");
                Config source = ConfigFactory.parseFile(file.toFile()).resolve();
                sources.put(name, source);
                dashboards.titles.put(name, source.getString("title"));
            }
        }
        Map<String, String> made = new LinkedHashMap<>();
        sources.forEach((name, source) ->
                made.put(name + ".json", dashboards.dashboard(name, source).encodePrettily() + "\n"));
        return made;
    }

    private JsonObject dashboard(String name, Config source) {
        nextId = 1;
        y = 0;
        JsonArray panels = new JsonArray();
        for (Config row : source.getConfigList("rows")) {
            panels.add(new JsonObject()
                    .put("id", nextId++)
                    .put("type", "row")
                    .put("title", row.getString("title"))
                    .put("collapsed", false)
                    .put("gridPos", place(ALL_COLUMNS, 1))
                    .put("panels", new JsonArray()));
            for (Config panel : row.getConfigList("panels")) {
                panels.add(panel(panel));
            }
            endLine();
        }
        return new JsonObject()
                .put("uid", uid(name))
                .put("title", source.getString("title"))
                .put("description", source.getString("about"))
                .put("tags", new JsonArray().add(TAG))
                .put("schemaVersion", 39)
                .put("editable", true)
                .put("refresh", "30s")
                .put("time", new JsonObject().put("from", "now-3h").put("to", "now"))
                .put("links", new JsonArray().add(otherDashboards()))
                .put("templating", new JsonObject().put("list", variables()))
                .put("panels", panels);
    }

    private static String uid(String name) {
        return "postrider-" + name;
    }

    private static JsonObject otherDashboards() {
        return new JsonObject()
                .put("type", "dashboards")
                .put("title", "Postrider")
                .put("tags", new JsonArray().add(TAG))
                .put("asDropdown", false)
                .put("includeVars", true)
                .put("keepTime", true);
    }

    private static JsonArray variables() {
        return new JsonArray()
                .add(new JsonObject()
                        .put("name", "datasource")
                        .put("label", "Data source")
                        .put("type", "datasource")
                        .put("query", "prometheus"))
                .add(variable("namespace", "label_values(postrider_build_info, namespace)"))
                .add(variable("job", "label_values(postrider_build_info{namespace=~\"$namespace\"}, job)"));
    }

    /** All of them includes series without the label: not every Prometheus knows namespaces. */
    private static JsonObject variable(String name, String query) {
        return new JsonObject()
                .put("name", name)
                .put("type", "query")
                .put("datasource", SOURCE)
                .put("query", query)
                .put("refresh", 2)
                .put("multi", true)
                .put("includeAll", true)
                .put("allValue", ".*")
                .put("current", new JsonObject().put("text", "All").put("value", "$__all"));
    }

    private JsonObject panel(Config source) {
        String kind = source.hasPath("kind") ? source.getString("kind") : "timeseries";
        boolean small = kind.equals("stat") && source.hasPath("width");
        int width = source.hasPath("width") ? source.getInt("width") : 8;
        JsonObject panel = new JsonObject()
                .put("id", nextId++)
                .put("type", kind)
                .put("title", source.getString("title"))
                .put("gridPos", place(width, small ? 4 : 8));
        if (kind.equals("text")) {
            return panel.put(
                    "options",
                    new JsonObject()
                            .put("mode", "markdown")
                            .put("content", source.getString("about").strip()));
        }
        if (source.hasPath("about")) {
            panel.put("description", source.getString("about"));
        }
        if (source.hasPath("to")) {
            JsonArray links = new JsonArray();
            source.getStringList("to").forEach(to -> links.add(link(to)));
            panel.put("links", links);
        }
        return panel.put("datasource", SOURCE)
                .put("targets", targets(kind, source))
                .put(
                        "fieldConfig",
                        new JsonObject().put("defaults", defaults(kind, source)).put("overrides", new JsonArray()))
                .put("options", options(kind));
    }

    private JsonObject link(String to) {
        String name = titles.keySet().stream()
                .filter(each -> each.endsWith("-" + to))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("there is no page " + to));
        return new JsonObject()
                .put("title", String.valueOf(titles.get(name)).replace("Postrider ", ""))
                .put("url", "/d/" + uid(name) + "?" + VARIABLES);
    }

    private static JsonArray targets(String kind, Config source) {
        JsonArray targets = new JsonArray();
        char refId = 'A';
        for (Object each : source.getAnyRefList("queries")) {
            List<?> query = (List<?>) each;
            JsonObject target = new JsonObject()
                    .put("refId", String.valueOf(refId++))
                    .put("expr", expression((String) query.get(1)))
                    .put("legendFormat", query.get(0))
                    .put("datasource", SOURCE);
            boolean now = kind.equals("table") || kind.equals("bargauge");
            targets.add(
                    now
                            ? target.put("instant", true).put("format", kind.equals("table") ? "table" : "time_series")
                            : target);
        }
        return targets;
    }

    private static String expression(String written) {
        return written.replace("$s", "namespace=~\"$namespace\", job=~\"$job\"")
                .replace("[$r]", "[$__rate_interval]")
                .replace("$faults", FAULTS);
    }

    private static JsonObject defaults(String kind, Config source) {
        JsonObject defaults = new JsonObject().put("unit", source.hasPath("unit") ? source.getString("unit") : "short");
        if (kind.equals("timeseries")) {
            boolean stacked = source.hasPath("stacked") && source.getBoolean("stacked");
            defaults.put("min", 0)
                    .put(
                            "custom",
                            new JsonObject()
                                    .put("fillOpacity", stacked ? 40 : 8)
                                    .put("showPoints", "never")
                                    .put("stacking", new JsonObject().put("mode", stacked ? "normal" : "none")));
        }
        if (source.hasPath("thresholds")) {
            List<? extends Number> at = source.getNumberList("thresholds");
            boolean falling = source.hasPath("falling") && source.getBoolean("falling");
            JsonArray steps = falling
                    ? steps("red", at.get(1), "orange", at.get(0), "green")
                    : steps("green", at.get(0), "orange", at.get(1), "red");
            defaults.put("thresholds", new JsonObject().put("mode", "absolute").put("steps", steps));
        }
        return defaults;
    }

    private static JsonArray steps(String first, Number from, String second, Number then, String third) {
        return new JsonArray()
                .add(new JsonObject().put("color", first).putNull("value"))
                .add(new JsonObject().put("color", second).put("value", from))
                .add(new JsonObject().put("color", third).put("value", then));
    }

    private static JsonObject options(String kind) {
        return switch (kind) {
            case "stat", "bargauge" ->
                new JsonObject()
                        .put("reduceOptions", new JsonObject().put("calcs", new JsonArray().add("lastNotNull")));
            case "table" -> new JsonObject();
            case "timeseries" ->
                new JsonObject()
                        .put(
                                "legend",
                                new JsonObject().put("displayMode", "list").put("placement", "bottom"))
                        .put("tooltip", new JsonObject().put("mode", "multi").put("sort", "desc"));
            default -> throw new IllegalArgumentException("there is no kind " + kind);
        };
    }

    /** From left to right, and on the next line what does not fit any more. */
    private JsonObject place(int width, int height) {
        if (x + width > ALL_COLUMNS) {
            endLine();
        }
        JsonObject place =
                new JsonObject().put("x", x).put("y", y).put("w", width).put("h", height);
        x += width;
        rowHeight = Math.max(rowHeight, height);
        return place;
    }

    private void endLine() {
        x = 0;
        y += rowHeight;
        rowHeight = 0;
    }
}
