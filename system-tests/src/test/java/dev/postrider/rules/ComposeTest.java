package dev.postrider.rules;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** The files that {@code deploy/compose} gives Prometheus and Grafana speak of services and paths that compose.yaml has. */
final class ComposeTest {
    private static final Path DIRECTORY = Reactor.root().resolve("deploy/compose");

    /** What {@code ./init} makes. */
    private static final String MADE = "generated";

    private static final JsonNode COMPOSE = read(DIRECTORY.resolve("compose.yaml"));

    /** With anchors and merged keys, which Jackson does not know. */
    private static JsonNode read(Path file) {
        try {
            Object tree = new Yaml(new SafeConstructor(new LoaderOptions())).load(Files.readString(file));
            return new ObjectMapper().valueToTree(tree);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    /** A directory or file of the repository in a container. */
    private record Mount(Path source, String target) {
        static List<Mount> of(String service) {
            List<Mount> mounts = new ArrayList<>();
            for (JsonNode volume : COMPOSE.at("/services/" + service + "/volumes")) {
                String[] parts = volume.asText().split(":", -1);
                if (parts[0].startsWith(".")) {
                    mounts.add(new Mount(DIRECTORY.resolve(parts[0]).normalize(), parts[1]));
                }
            }
            return mounts;
        }

        /** Where the repository has what a container sees at a path. */
        Optional<Path> behind(String path) {
            return path.equals(target) || path.startsWith(target + "/")
                    ? Optional.of(source.resolve(path.substring(target.length()).replaceFirst("^/", "")))
                    : Optional.empty();
        }
    }

    private static Path behind(String service, String path) {
        return Mount.of(service).stream()
                .flatMap(mount -> mount.behind(path).stream())
                .findFirst()
                .orElseThrow(() -> new AssertionError(service + " mounts nothing at " + path));
    }

    private static long count(Path directory, String glob) throws IOException {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(directory, glob)) {
            long count = 0;
            for (Path _ : files) {
                count++;
            }
            return count;
        }
    }

    @Test
    void whatIsMountedExists() {
        List<Path> missing = new ArrayList<>();
        COMPOSE.path("services")
                .fieldNames()
                .forEachRemaining(service -> Mount.of(service).stream()
                        .map(Mount::source)
                        .filter(source -> !source.startsWith(DIRECTORY.resolve(MADE)) && !Files.exists(source))
                        .forEach(missing::add));
        assertEquals(List.of(), missing);
    }

    @Test
    void prometheusFindsServicesAndRules() throws IOException {
        JsonNode configuration = read(behind("prometheus", "/etc/prometheus/prometheus.yml"));
        List<String> scraped = new ArrayList<>();
        for (JsonNode job : configuration.path("scrape_configs")) {
            String name = job.path("job_name").asText();
            assertEquals(name, job.at("/dns_sd_configs/0/names/0").asText());
            assertTrue(COMPOSE.path("services").has(name), name);
            scraped.add(name);
        }
        assertEquals(List.of("smtp-ingress", "delivery-worker", "mailbox-service", "imap-gateway"), scraped);
        for (JsonNode rules : configuration.path("rule_files")) {
            String glob = rules.asText();
            int name = glob.lastIndexOf('/') + 1;
            assertTrue(count(behind("prometheus", glob.substring(0, name - 1)), glob.substring(name)) > 0, glob);
        }
    }

    @Test
    void grafanaFindsPrometheusAndDashboards() throws IOException {
        Path provisioning = behind("grafana", "/etc/grafana/provisioning");
        JsonNode source =
                read(provisioning.resolve("datasources/prometheus.yaml")).at("/datasources/0");
        URI url = URI.create(source.path("url").asText());
        assertEquals("prometheus", source.path("type").asText());
        assertTrue(COMPOSE.path("services").has(url.getHost()), url.toString());
        assertTrue(
                COMPOSE.at("/services/prometheus/ports/0").asText().endsWith(":" + url.getPort()),
                "Prometheus listens elsewhere than at " + url);
        JsonNode provider =
                read(provisioning.resolve("dashboards/postrider.yaml")).at("/providers/0");
        assertEquals("file", provider.path("type").asText());
        Path dashboards = behind("grafana", provider.at("/options/path").asText());
        assertEquals(Dashboards.make().size(), count(dashboards, "*.json"));
    }
}
