package dev.postrider.rules;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.postrider.deploy.OperatorCli;
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
import picocli.CommandLine;

/** Whoever is woken finds a page that says what to do; and each alert has been seen to fire and to keep quiet. */
final class RunbooksTest {
    private static final Path RULES = Reactor.root().resolve("helm/postrider/rules");
    private static final Path TESTS = Reactor.root().resolve("deploy/prometheus/tests");
    private static final Path RUNBOOKS = Reactor.root().resolve("docs/runbooks");
    private static final Pattern ALERT = Pattern.compile("(?m)^ +- alert: (\\w+)$");
    private static final Pattern RUNBOOK = Pattern.compile("(?m)^ +runbook_url: docs/runbooks/(\\w+)\\.md$");
    private static final Pattern TESTED = Pattern.compile("(?m)^ +alertname: (\\w+)$");
    private static final Pattern COMMAND = Pattern.compile("`postrider ([^`\n]+)`");
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

    /** Who is woken types what the pages and the dashboards say. */
    @Test
    void everyCommandOfOursIsOne() throws IOException {
        int seen = 0;
        for (Path directory : List.of(RUNBOOKS, Reactor.root().resolve("deploy/dashboards"))) {
            try (Stream<Path> files = Files.list(directory)) {
                for (Path file : files.toList()) {
                    List<String> commands = COMMAND.matcher(Files.readString(file))
                            .results()
                            .map(match -> match.group(1))
                            .toList();
                    for (String command : commands) {
                        CommandLine cli = new CommandLine(new OperatorCli());
                        assertDoesNotThrow(() -> cli.parseArgs(command.split(" ")), file + ": " + command);
                    }
                    seen += commands.size();
                }
            }
        }
        assertTrue(seen >= 10, seen + " commands");
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
