package dev.postrider.chart;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.marcnuri.helm.LintResult;
import dev.postrider.chart.RenderedChart.RenderedPod;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Probe;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every value set renders objects that the API server would take and that fit each other. */
final class ChartObjectsTest {
    private static final Pattern DNS_LABEL = Pattern.compile("[a-z0-9]([-a-z0-9]*[a-z0-9])?");
    private static final Pattern LABEL_VALUE = Pattern.compile("([A-Za-z0-9]([-A-Za-z0-9_.]*[A-Za-z0-9])?)?");
    private static final Set<String> SERVICES =
            Set.of("smtp-ingress", "delivery-worker", "mailbox-service", "imap-gateway");

    static List<String> sets() {
        return Chart.valueSets();
    }

    @ParameterizedTest
    @MethodSource("sets")
    void lintsStrictly(String set, @TempDir Path scratch) throws IOException {
        LintResult result = Chart.lint(set, scratch);

        assertFalse(result.isFailed(), () -> String.join("\n", result.getMessages()));
        assertTrue(
                result.getMessages().stream()
                        .noneMatch(message -> message.contains("[WARNING]") || message.contains("[ERROR]")),
                () -> String.join("\n", result.getMessages()));
    }

    @ParameterizedTest
    @MethodSource("sets")
    void everyObjectFitsItsStrictModel(String set) {
        RenderedChart chart = Chart.render(set);

        assertTrue(chart.objects().size() >= 20, () -> "only " + chart.objects());
        chart.objects().forEach(StrictModels::check);
    }

    /** The test above can fail: one field more, anywhere, is found. */
    @ParameterizedTest
    @MethodSource("sets")
    void aMisspeltFieldIsFound(String set) {
        for (KubernetesObject object : Chart.render(set).objects()) {
            ObjectNode spoiled = object.json().deepCopy();
            ObjectNode part = spoiled.get("spec") instanceof ObjectNode spec ? spec : spoiled;
            if (part.at("/template/spec/containers/0") instanceof ObjectNode container) {
                part = container;
            }
            part.put("nodSelector", "x");

            assertThrows(
                    AssertionError.class,
                    () -> StrictModels.check(new KubernetesObject(spoiled)),
                    () -> object + " swallows unknown fields");
        }
    }

    @ParameterizedTest
    @MethodSource("sets")
    void namesAndLabelsAreValidAndNamesAreUnique(String set) {
        Set<String> seen = new HashSet<>();
        for (KubernetesObject object : Chart.render(set).objects()) {
            assertTrue(seen.add(object + " in " + object.namespace()), () -> object + " twice");
            assertFalse(object.namespace().isEmpty(), () -> object + " has no namespace");
            if (!object.kind().equals("KafkaTopic")) {
                assertTrue(DNS_LABEL.matcher(object.name()).matches(), object::toString);
                assertTrue(object.name().length() <= 63, object::toString);
            }
            object.labels()
                    .forEach((name, value) -> assertTrue(
                            LABEL_VALUE.matcher(value).matches() && value.length() <= 63,
                            () -> object + ": " + name + "=" + value));
        }
    }

    @ParameterizedTest
    @MethodSource("sets")
    void everyServiceIsOneDeploymentWhoseSelectorFitsItsPods(String set) {
        RenderedChart chart = Chart.render(set);
        assertEquals(
                SERVICES,
                chart.ofKind("Deployment").stream()
                        .map(deployment -> deployment.labels().getOrDefault("app.kubernetes.io/component", ""))
                        .collect(Collectors.toSet()));
        for (KubernetesObject object : chart.ofKind("Deployment")) {
            Deployment deployment = object.as(Deployment.class);
            assertTrue(
                    deployment
                            .getSpec()
                            .getTemplate()
                            .getMetadata()
                            .getLabels()
                            .entrySet()
                            .containsAll(deployment
                                    .getSpec()
                                    .getSelector()
                                    .getMatchLabels()
                                    .entrySet()),
                    object::toString);
        }
    }

    @ParameterizedTest
    @MethodSource("sets")
    void whatPodsMountExistsAndIsUsed(String set) throws IOException {
        RenderedChart chart = Chart.render(set);
        String values = Files.readString(Chart.valuesFile(set));
        for (RenderedPod pod : chart.pods()) {
            Set<String> volumes =
                    pod.spec().getVolumes().stream().map(Volume::getName).collect(Collectors.toSet());
            Set<String> mounted = containers(pod)
                    .flatMap(container -> container.getVolumeMounts().stream())
                    .map(VolumeMount::getName)
                    .collect(Collectors.toSet());
            assertEquals(volumes, mounted, pod::toString);
            for (Volume volume : pod.spec().getVolumes()) {
                Optional.ofNullable(volume.getConfigMap()).ifPresent(source -> chart.configMap(source.getName()));
                secretsOf(volume)
                        .forEach(secret -> assertTrue(
                                secretExists(chart, secret, values), () -> pod + " mounts unknown Secret " + secret));
            }
            containers(pod).forEach(container -> {
                List<String> paths = container.getVolumeMounts().stream()
                        .map(VolumeMount::getMountPath)
                        .toList();
                assertEquals(paths.size(), Set.copyOf(paths).size(), () -> pod + " mounts twice at one path: " + paths);
            });
        }
    }

    private static Stream<String> secretsOf(Volume volume) {
        return Stream.concat(
                Stream.ofNullable(volume.getSecret()).map(secret -> secret.getSecretName()),
                Stream.ofNullable(volume.getProjected())
                        .flatMap(projected -> projected.getSources().stream())
                        .map(source -> source.getSecret().getName()));
    }

    /** The chart makes it, cert-manager does, or the user said that it exists. */
    private static boolean secretExists(RenderedChart chart, String name, String values) {
        return chart.find("Secret", name).isPresent()
                || chart.ofKind("Certificate").stream()
                        .anyMatch(certificate -> certificate
                                .json()
                                .at("/spec/secretName")
                                .asText()
                                .equals(name))
                || Pattern.compile("[ :]" + Pattern.quote(name) + "\\b")
                        .matcher(values)
                        .find();
    }

    @ParameterizedTest
    @MethodSource("sets")
    void probesAskPortsThatAreThere(String set) {
        for (RenderedPod pod : Chart.render(set).pods()) {
            if (!SERVICES.contains(pod.component())) {
                continue;
            }
            Container container = pod.spec().getContainers().getFirst();
            Set<String> ports =
                    container.getPorts().stream().map(port -> port.getName()).collect(Collectors.toSet());
            assertProbe("/startupz", container.getStartupProbe(), ports);
            assertProbe("/livez", container.getLivenessProbe(), ports);
            assertProbe("/readyz", container.getReadinessProbe(), ports);
        }
    }

    private static void assertProbe(String path, Probe probe, Set<String> ports) {
        assertEquals(path, probe.getHttpGet().getPath());
        assertEquals("management", probe.getHttpGet().getPort().getStrVal());
        assertTrue(ports.contains(probe.getHttpGet().getPort().getStrVal()), ports::toString);
    }

    @ParameterizedTest
    @MethodSource("sets")
    void everyContainerAsksForWhatItNeedsAndHasAMemoryLimit(String set) {
        for (RenderedPod pod : Chart.render(set).pods()) {
            containers(pod).forEach(container -> {
                assertEquals(
                        Set.of("cpu", "memory"),
                        container.getResources().getRequests().keySet(),
                        pod::toString);
                assertTrue(container.getResources().getLimits().containsKey("memory"), pod::toString);
                assertTrue(container
                        .getImage()
                        .matches("([a-z0-9.]+/)?postrider/[a-z-]+(:[\\w.-]+|@sha256:[0-9a-f]{64})"));
            });
        }
    }

    static Stream<Container> containers(RenderedPod pod) {
        return Stream.concat(pod.spec().getInitContainers().stream(), pod.spec().getContainers().stream());
    }
}
