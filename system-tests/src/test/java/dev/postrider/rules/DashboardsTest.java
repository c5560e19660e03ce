package dev.postrider.rules;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What Grafana, Prometheus and autoscalers are given is what the sources say, and asks for metrics that exist. */
final class DashboardsTest {
    private static final Path DASHBOARDS = Reactor.root().resolve("helm/postrider/dashboards");
    private static final Path CHART = Reactor.root().resolve("helm/postrider");

    @Test
    void filesAreMadeOfTheirSources() throws IOException {
        Map<String, String> made = Dashboards.make();
        if (Boolean.getBoolean("postrider.write-pages")) {
            for (Map.Entry<String, String> file : made.entrySet()) {
                Files.writeString(DASHBOARDS.resolve(file.getKey()), file.getValue());
            }
        }
        assertEquals(8, made.size());
        assertEquals(new TreeMap<>(made), files(DASHBOARDS), "make them anew; deploy/dashboards/README.md says how");
    }

    @Test
    void everyMetricIsInTheCatalogue() throws IOException {
        Set<String> unknown = new TreeSet<>();
        try (Stream<Path> all = Files.walk(CHART)) {
            for (Path file : all.filter(Files::isRegularFile).toList()) {
                unknown.addAll(CataloguedNames.unknownIn(Files.readString(file)));
            }
        }
        assertEquals(Set.of(), unknown);
    }

    private static Map<String, String> files(Path directory) throws IOException {
        Map<String, String> files = new TreeMap<>();
        try (Stream<Path> all = Files.list(directory)) {
            for (Path file : all.toList()) {
                files.put(file.getFileName().toString(), Files.readString(file));
            }
        }
        return files;
    }
}
