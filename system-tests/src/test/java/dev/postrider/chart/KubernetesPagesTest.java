package dev.postrider.chart;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.postrider.deploy.OperatorCli;
import dev.postrider.servicekit.kafka.TopicSpec;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** The pages about Kubernetes: every command, value, file and link in them is one. */
final class KubernetesPagesTest {
    private static final List<String> PAGES = List.of(
            "docs/kubernetes.md", "docs/queue.md", "docs/disaster.md", "docs/scaling.md", "helm/postrider/README.md");
    private static final Pattern CODE = Pattern.compile("`([^`\\n]+)`");
    private static final Pattern LINK = Pattern.compile("]\\(([^)#:]+)(#[^)]*)?\\)");
    private static final Pattern VALUE = Pattern.compile("[a-z][A-Za-z]+(\\.[A-Za-z]+)+");

    private static String page(String name) throws IOException {
        return Files.readString(Chart.repository().resolve(name));
    }

    /** Lines of all blocks of commands. */
    private static List<String> commands() throws IOException {
        List<String> commands = new ArrayList<>();
        for (String name : PAGES) {
            // A block without a language is one of commands.
            String[] parts = page(name).split("\n```", -1);
            for (int block = 1; block < parts.length; block += 2) {
                if (parts[block].startsWith("\n")) {
                    parts[block].strip().lines().map(String::strip).forEach(commands::add);
                }
            }
        }
        return commands;
    }

    @Test
    void everyCommandIsOfAKnownProgram() throws IOException {
        Set<String> known = Set.of("kubectl", "helm", "postrider", "openssl", "curl", "kafka-consumer-groups.sh");
        for (String command : commands()) {
            assertTrue(known.contains(command.split(" ", 2)[0]), command);
        }
    }

    @Test
    void everyHelmCommandRendersItsValues() throws IOException {
        List<String> helm = commands().stream()
                .filter(command -> command.startsWith("helm "))
                .toList();
        assertTrue(helm.size() >= 8, helm::toString);
        for (String command : helm) {
            List<String> words = Arrays.asList(command.split(" "));
            assertTrue(
                    Set.of("install", "upgrade", "template", "test", "history", "rollback", "uninstall")
                            .contains(words.get(1)),
                    command);
            assertEquals("mail", words.get(2), command);
            int values = words.indexOf("-f");
            if (values > 0) {
                assertEquals("helm/postrider", words.get(3), command);
                assertFalse(Chart.renderFile(words.get(values + 1)).objects().isEmpty(), command);
            }
        }
    }

    @Test
    void everyCommandOfOursParses() throws IOException {
        List<String> ours = commands().stream()
                .filter(command -> command.startsWith("postrider "))
                .toList();
        assertTrue(ours.size() >= 5, ours::toString);
        for (String command : ours) {
            CommandLine cli = new CommandLine(new OperatorCli());
            cli.setErr(new PrintWriter(new StringWriter()));
            cli.parseArgs(command.substring("postrider ".length()).split(" "));
        }
    }

    /** kubectl's files, and the names of objects that it is told. */
    @Test
    void whatKubectlIsGivenExists() throws IOException {
        RenderedChart chart = Chart.renderFile("deploy/kubernetes/values.yaml");
        Set<String> names = chart.objects().stream().map(KubernetesObject::name).collect(Collectors.toSet());
        for (String command : commands()) {
            List<String> words = Arrays.asList(command.split(" "));
            int file = words.indexOf("-f");
            if (file > 0) {
                assertTrue(Files.exists(Chart.repository().resolve(words.get(file + 1))), command);
            }
            words.stream()
                    .filter(word -> word.startsWith("mail-postrider"))
                    .forEach(word -> assertTrue(names.contains(word), () -> command + ": no " + word));
        }
    }

    @Test
    void everyValueIsOneOfTheChart() throws IOException {
        JsonNode values = StrictModels.YAML.readTree(
                Chart.directory().resolve("values.yaml").toFile());
        int seen = 0;
        for (String name : PAGES) {
            List<String> named = CODE.matcher(page(name))
                    .results()
                    .map(match -> match.group(1))
                    .filter(code -> VALUE.matcher(code).matches())
                    .filter(code -> TopicSpec.ALL.stream()
                            .noneMatch(topic -> topic.name().equals(code)))
                    .filter(code -> values.has(code.split("\\.", 2)[0]))
                    .toList();
            for (String value : named) {
                seen++;
                assertFalse(
                        values.at("/" + value.replace('.', '/')).isMissingNode(),
                        () -> name + " tells of a value " + value);
            }
        }
        assertTrue(seen > 20, "only " + seen);
    }

    @Test
    void everyLinkLeadsToAFile() throws IOException {
        for (String name : PAGES) {
            Path directory = Optional.ofNullable(
                            Chart.repository().resolve(name).getParent())
                    .orElseThrow();
            for (MatchResult link : LINK.matcher(page(name)).results().toList()) {
                assertTrue(Files.exists(directory.resolve(link.group(1))), () -> name + " leads to " + link.group(1));
            }
        }
    }

    /** Columns and tables in the SQL of the restore page are those of the schema. */
    @Test
    void theRestoreChangesColumnsThatExist() throws IOException {
        String schema = page("mailbox-service/src/main/resources/db/mailbox/V1__mailboxes.sql");
        String sql = page("docs/disaster.md").split("```sql\n", 2)[1].split("```", 2)[0];
        for (String name :
                List.of("mailbox.account", "mailbox.mailbox", "last_uid_validity", "uid_validity", "account_id")) {
            assertTrue(sql.contains(name) && schema.contains(name), name);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"engines", "strimzi", "cloudnative-pg"})
    void theExamplesFitTheirStrictModels(String file) throws IOException {
        List<KubernetesObject> objects =
                RenderedChart.parse(page("deploy/kubernetes/" + file + ".yaml")).objects();
        assertFalse(objects.isEmpty());
        objects.forEach(StrictModels::check);
    }

    /** The figures of the sizing table are those of the README. */
    @Test
    void figuresAreThoseThatWereMeasured() throws IOException {
        String measured = page("README.md");
        Stream.of(
                        "SMTP to stored, 4 KiB",
                        "SMTP to stored, 100 KiB",
                        "accept alone, 4 KiB, 20",
                        "accept alone, 100 KiB, 20")
                .forEach(row -> {
                    String figure = measured.lines()
                            .filter(line -> line.startsWith("| " + row))
                            .map(line -> line.split("\\|", -1)[3].strip())
                            .findFirst()
                            .orElseThrow(() -> new AssertionError("README.md has no row " + row));
                    try {
                        assertTrue(
                                page("docs/scaling.md").contains("| " + figure + " CPU-seconds per 1,000 |"),
                                () -> "docs/scaling.md does not have the " + figure + " of " + row);
                    } catch (IOException e) {
                        throw new AssertionError(e);
                    }
                });
    }
}
