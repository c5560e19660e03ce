package dev.postrider.chart;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.marcnuri.helm.Helm;
import com.marcnuri.helm.InstallCommand;
import com.marcnuri.helm.LintResult;
import com.marcnuri.helm.TemplateCommand;
import io.fabric8.kubernetes.api.model.PodSpec;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The chart in this repository. What it renders is kept: rendering costs a second. */
public final class Chart {
    /** Release and namespace of everything that is rendered. */
    public static final String RELEASE = "mail";

    public static final String NAMESPACE = "postrider";

    private static final Path ROOT = repository().resolve("helm/postrider");
    private static final Map<String, RenderedChart> RENDERED = new ConcurrentHashMap<>();

    /** The library leaves hooks out of what it renders, so it gets a copy in which they are none. */
    private static final String HOOK = "helm.sh/hook";

    private static final Pattern KUBECTL_RUN =
            Pattern.compile("--image=(?<image>\\S+).*--overrides='(?<overrides>[^']*)' -- \"\\$@\"", Pattern.DOTALL);

    private static final Path WITHOUT_HOOKS = withoutHooks();

    private Chart() {}

    static Path repository() {
        Path here = Path.of("").toAbsolutePath();
        while (!Files.exists(here.resolve("helm/postrider/Chart.yaml"))) {
            Path parent = here.getParent();
            if (parent == null) {
                throw new IllegalStateException("run this test inside the repository");
            }
            here = parent;
        }
        return here;
    }

    static Path directory() {
        return ROOT;
    }

    /** Names of the value sets in {@code ci}, such as {@code minimal}. */
    public static List<String> valueSets() {
        try (Stream<Path> files = Files.list(ROOT.resolve("ci"))) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith("-values.yaml"))
                    .map(name -> name.substring(0, name.length() - "-values.yaml".length()))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What {@code helm template -f FILE} renders, for a file of the repository. */
    static RenderedChart renderFile(String file) {
        return RenderedChart.parse(template(repository().resolve(file)).call());
    }

    static Path valuesFile(String valueSet) {
        return ROOT.resolve("ci").resolve(valueSet + "-values.yaml");
    }

    /** What {@code helm template -f ci/SET-values.yaml} renders. */
    public static RenderedChart render(String valueSet) {
        return RENDERED.computeIfAbsent(valueSet, set -> render(set, Map.of()));
    }

    /**
     * The same with single values over the set.
     *
     * @param values as for {@code --set}: path to value
     * @throws IllegalStateException with Helm's message, if the chart refuses the values
     */
    public static RenderedChart render(String valueSet, Map<String, ?> values) {
        TemplateCommand template = template(valuesFile(valueSet));
        values.forEach(template::set);
        return RenderedChart.parse(template.call().replace(HOOK.toUpperCase(Locale.ROOT), HOOK));
    }

    private static TemplateCommand template(Path values) {
        return new Helm(WITHOUT_HOOKS)
                .template()
                .withName(RELEASE)
                .withNamespace(NAMESPACE)
                .withKubeVersion("1.34.0")
                .withValuesFile(values);
    }

    /** What an installation tells its user. */
    static String notes(String valueSet) {
        return notes(valueSet, Map.of());
    }

    private static String notes(String valueSet, Map<String, ?> values) {
        InstallCommand install = new Helm(ROOT)
                .install()
                .withName(RELEASE)
                .withNamespace(NAMESPACE)
                .withKubeVersion("1.34.0")
                .withValuesFile(valuesFile(valueSet))
                .clientOnly()
                .dryRun();
        values.forEach(install::set);
        return install.call().getOutput();
    }

    /**
     * The pod in which {@code kubectl run} has the command line, as the notes of an installation tell it.
     *
     * @param values as for {@link #render(String, Map)}
     */
    public static RenderedChart.RenderedPod commandLinePod(String valueSet, Map<String, ?> values) {
        String notes = notes(valueSet, values);
        Matcher run = KUBECTL_RUN.matcher(notes);
        if (!run.find()) {
            throw new AssertionError("no way to run the command line in " + notes);
        }
        try {
            KubernetesObject pod = new KubernetesObject(StrictModels.YAML.readTree(run.group("overrides")));
            PodSpec spec = StrictModels.read(pod.json().path("spec"), PodSpec.class);
            spec.getContainers().getFirst().setImage(run.group("image"));
            return new RenderedChart.RenderedPod(pod, "cli", Map.of(), spec);
        } catch (IOException e) {
            throw new UncheckedIOException(notes, e);
        }
    }

    private static Path withoutHooks() {
        try {
            Path copy = Files.createTempDirectory(Files.createDirectories(Path.of("target")), "chart-");
            copyTo(copy);
            try (Stream<Path> files = Files.walk(copy.resolve("templates"))) {
                for (Path file : files.filter(Files::isRegularFile).toList()) {
                    Files.writeString(file, Files.readString(file).replace(HOOK, HOOK.toUpperCase(Locale.ROOT)));
                }
            }
            return copy;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void copyTo(Path copy) throws IOException {
        try (Stream<Path> files = Files.walk(ROOT)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Path target = copy.resolve(ROOT.relativize(file).toString());
                Files.createDirectories(target.getParent());
                Files.copy(file, target);
            }
        }
    }

    /** {@code helm lint --strict -f ci/SET-values.yaml}: the library takes no file, so it gets a copy with other defaults. */
    static LintResult lint(String valueSet, Path scratch) throws IOException {
        Path copy = scratch.resolve("postrider");
        copyTo(copy);
        JsonNode defaults =
                StrictModels.YAML.readTree(ROOT.resolve("values.yaml").toFile());
        JsonNode values = StrictModels.YAML.readTree(valuesFile(valueSet).toFile());
        StrictModels.YAML.writeValue(
                copy.resolve("values.yaml").toFile(), over((ObjectNode) defaults, (ObjectNode) values));
        return new Helm(copy).lint().strict().call();
    }

    private static ObjectNode over(ObjectNode base, ObjectNode top) {
        top.properties().forEach(entry -> {
            if (base.get(entry.getKey()) instanceof ObjectNode below && entry.getValue() instanceof ObjectNode above) {
                over(below, above);
            } else {
                base.set(entry.getKey(), entry.getValue());
            }
        });
        return base;
    }
}
