package dev.postrider.rules;

import dev.postrider.servicekit.metrics.JvmMetrics;
import dev.postrider.servicekit.metrics.Metrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** {@code docs/metrics.md}, made of the catalogue. */
final class MetricsPage {
    private static final String HEAD = """
            # Metrics

            Every metric of every service, as Prometheus reads it at `/metrics` of the management port. A counter counts up; a gauge is as it is; a
            histogram has `_bucket`, `_count`, `_sum` and `_max`. Seconds unless the name ends with another unit. The values of a label are all there are: never
            an address, a domain, an id or an IP address. `local` as provider is our own mailboxes.

            This page is made of the catalogue, `libs/service-kit/…/metrics/Metrics.java`; `mvn verify` fails where they differ. After a change:
            `mvn -q test -pl system-tests -am -Dtest=MetricsPageTest -Dpostrider.write-pages=true -Dsurefire.failIfNoSpecifiedTests=false`

            """;

    private static final String JVM = """

            ## Of the JVM

            Micrometer's, of every process; after the first collection `jvm_gc_pause_seconds`, too:
            """;

    private static final Pattern TYPE = Pattern.compile("(?m)^# TYPE (\\S+) ");

    private MetricsPage() {}

    static String make() {
        return HEAD
                + "| name | type | labels | meaning |\n|---|---|---|---|\n"
                + Stream.of(Metrics.values()).map(MetricsPage::line).collect(Collectors.joining())
                + JVM
                + jvm()
                + ".\n";
    }

    private static String line(Metrics metric) {
        String type = switch (metric.kind()) {
            case COUNTER -> "counter";
            case GAUGE -> "gauge";
            case TIMER, LONG_TIMER -> "histogram";
            case SUMMARY -> "summary";
        };
        return "| `" + metric.prometheusName() + "` | " + type + " | " + labels(metric) + " | " + metric.description()
                + " |\n";
    }

    private static String labels(Metrics metric) {
        Map<String, List<String>> values = LabelValues.of(metric);
        return metric.labels().stream()
                .map(label -> "`" + label + "`"
                        + (values.getOrDefault(label, List.of()).isEmpty()
                                ? ""
                                : ": " + String.join(", ", values.getOrDefault(label, List.of()))))
                .collect(Collectors.joining("<br>"));
    }

    /** Less those that are there only after the first collection. */
    private static String jvm() {
        PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        JvmMetrics bound = JvmMetrics.bind(registry);
        String names = TYPE.matcher(registry.scrape())
                .results()
                .map(type -> type.group(1))
                .filter(name -> !name.startsWith("jvm_gc_pause") && !name.startsWith("jvm_gc_concurrent"))
                .sorted()
                .map(name -> "`" + name + "`")
                .collect(Collectors.joining(", "));
        bound.close();
        return names;
    }
}
