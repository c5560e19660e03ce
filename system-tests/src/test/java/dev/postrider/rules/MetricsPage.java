package dev.postrider.rules;

import dev.postrider.servicekit.metrics.JvmMetrics;
import dev.postrider.servicekit.metrics.Metrics;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.List;
import java.util.Map;
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

            Micrometer's, of every process:
            """;

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

    /** Those that every JVM has; which collector runs decides on some of the rest. */
    private static String jvm() {
        SimpleMeterRegistry registry = new SimpleMeterRegistry();
        JvmMetrics bound = JvmMetrics.bind(registry);
        String names = registry.getMeters().stream()
                .map(meter -> meter.getId().getName().replace('.', '_'))
                .distinct()
                .sorted()
                .map(name -> "`" + name + "`")
                .collect(Collectors.joining(", "));
        bound.close();
        return names;
    }
}
