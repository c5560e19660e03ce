package dev.postrider.rules;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Whoever is woken finds a page that says what to do; and each alert has been seen to fire and to keep quiet. */
final class RunbooksTest {
    private static final Path RULES = Reactor.root().resolve("helm/postrider/rules");
    private static final Path TESTS = Reactor.root().resolve("deploy/prometheus/tests");
    private static final Path RUNBOOKS = Reactor.root().resolve("docs/runbooks");
    private static final Pattern ALERT = Pattern.compile("(?m)^ +- alert: (\\w+)$");
    private static final Pattern RUNBOOK = Pattern.compile("(?m)^ +runbook_url: docs/runbooks/(\\w+)\\.md$");
    private static final Pattern TESTED = Pattern.compile("(?m)^ +alertname: (\\w+)$");
    private static final List<String> SECTIONS = List.of("## Meaning", "## Impact", "## First look", "## Mitigation");

    @Test
    void everyAlertHasARunbookAndEveryRunbookAnAlert() throws IOException {
        Set<String> alerts = found(ALERT, RULES);
        assertFalse(alerts.isEmpty());
        try (Stream<Path> pages = Files.list(RUNBOOKS)) {
            assertEquals(
                    alerts,
                    pages.map(page -> page.getFileName().toString().replace(".md", ""))
                            .filter(name -> !name.equals("README"))
                            .collect(Collectors.toCollection(TreeSet::new)));
        }
        assertEquals(alerts, found(RUNBOOK, RULES), "runbook_url");
    }

    @Test
    void everyRunbookSaysTheSame() throws IOException {
        for (String alert : found(ALERT, RULES)) {
            List<String> sections = Files.readAllLines(RUNBOOKS.resolve(alert + ".md")).stream()
                    .filter(line -> line.startsWith("## "))
                    .toList();
            assertEquals(SECTIONS, sections, alert);
        }
    }

    @Test
    void everyAlertIsTested() throws IOException {
        assertEquals(found(ALERT, RULES), found(TESTED, TESTS));
    }

    private static Set<String> found(Pattern pattern, Path directory) throws IOException {
        Set<String> found = new TreeSet<>();
        try (Stream<Path> files = Files.list(directory)) {
            for (Path file :
                    files.filter(path -> path.toString().endsWith(".yaml")).toList()) {
                pattern.matcher(Files.readString(file)).results().forEach(match -> found.add(match.group(1)));
            }
        }
        return found;
    }
}
