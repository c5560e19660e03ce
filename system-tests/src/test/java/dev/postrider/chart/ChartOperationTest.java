package dev.postrider.chart;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.postrider.chart.OperatorModels.PrometheusRule;
import dev.postrider.delivery.port.DueIn;
import dev.postrider.deploy.OperatorCli;
import dev.postrider.servicekit.kafka.TopicSpec;
import dev.postrider.servicekit.metrics.Metrics;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscaler;
import io.fabric8.kubernetes.api.model.autoscaling.v2.MetricSpec;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import io.strimzi.api.kafka.model.topic.KafkaTopic;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;

/** Scaling, rolling, hooks, topics and monitoring. */
final class ChartOperationTest {
    private static final Pattern METRIC = Pattern.compile("postrider_[a-z_]+");

    static List<String> sets() {
        return Chart.valueSets();
    }

    @ParameterizedTest
    @MethodSource("sets")
    void whatScalesADeploymentOwnsItsReplicas(String set) {
        RenderedChart chart = Chart.render(set);
        Set<String> scaled = Stream.concat(
                        chart.ofKind("HorizontalPodAutoscaler").stream(), chart.ofKind("ScaledObject").stream())
                .map(scaler -> scaler.json().at("/spec/scaleTargetRef/name").asText())
                .collect(Collectors.toSet());
        for (KubernetesObject deployment : chart.ofKind("Deployment")) {
            assertEquals(
                    scaled.contains(deployment.name()),
                    deployment.as(Deployment.class).getSpec().getReplicas() == null,
                    deployment::toString);
        }
        scaled.forEach(name -> assertTrue(chart.find("Deployment", name).isPresent(), name));
    }

    @Test
    void ingressAndGatewaysScaleByCpuAndConnections() {
        RenderedChart chart = Chart.render("production");
        for (String component : List.of("smtp-ingress", "imap-gateway")) {
            List<MetricSpec> metrics = chart.find("HorizontalPodAutoscaler", "mail-postrider-" + component)
                    .orElseThrow()
                    .as(HorizontalPodAutoscaler.class)
                    .getSpec()
                    .getMetrics();
            assertEquals("cpu", metrics.getFirst().getResource().getName());
            assertIsInTheCatalogue(metrics.getLast().getPods().getMetric().getName());
        }
    }

    @Test
    void kedaScalesTheWorkerByLagAndByDueMail() {
        JsonNode triggers = Chart.render("keda")
                .find("ScaledObject", "mail-postrider-delivery-worker")
                .orElseThrow()
                .json()
                .at("/spec/triggers");
        assertEquals(
                Map.of("mail.accepted", "delivery-accepted", "mail.outbound", "delivery-outbound"),
                Stream.of(triggers.get(0), triggers.get(1))
                        .collect(Collectors.toMap(
                                trigger -> trigger.at("/metadata/topic").asText(),
                                trigger -> trigger.at("/metadata/consumerGroup").asText())));
        String query = triggers.get(2).at("/metadata/query").asText();
        assertTrue(query.contains("due=\"" + DueIn.NOW.label() + "\""), query);
        List<String> metrics =
                METRIC.matcher(query).results().map(MatchResult::group).toList();
        assertFalse(metrics.isEmpty(), query);
        metrics.forEach(ChartOperationTest::assertIsInTheCatalogue);
    }

    private static void assertIsInTheCatalogue(String gauge) {
        assertTrue(
                Stream.of(Metrics.values())
                        .filter(metric -> metric.kind() == Metrics.Kind.GAUGE)
                        .anyMatch(metric -> metric.meterName().replace('.', '_').equals(gauge)),
                () -> gauge + " is no gauge of the catalogue");
    }

    @ParameterizedTest
    @MethodSource("sets")
    void budgetsLetANodeBeEmptied(String set) {
        RenderedChart chart = Chart.render(set);
        List<KubernetesObject> budgets = chart.ofKind("PodDisruptionBudget");
        assertEquals(4, budgets.size());
        for (KubernetesObject budget : budgets) {
            PodDisruptionBudget parsed = budget.as(PodDisruptionBudget.class);
            assertEquals(1, parsed.getSpec().getMaxUnavailable().getIntVal());
            assertTrue(
                    chart.find("Deployment", budget.name())
                            .orElseThrow()
                            .as(Deployment.class)
                            .getSpec()
                            .getSelector()
                            .getMatchLabels()
                            .equals(parsed.getSpec().getSelector().getMatchLabels()),
                    budget::toString);
        }
    }

    @Test
    void changedConfigurationMakesNewPodsOfThatServiceOnly() {
        Map<String, String> before = checksums(Chart.render("minimal"));
        Map<String, String> after =
                checksums(Chart.render("minimal", Map.of("smtpIngress.config.smtp-ingress.limits.recipients", "500")));
        assertNotEquals(before.get("mail-postrider-smtp-ingress"), after.get("mail-postrider-smtp-ingress"));
        assertEquals(before.get("mail-postrider-imap-gateway"), after.get("mail-postrider-imap-gateway"));
        assertEquals(before, checksums(Chart.render("minimal", Map.of())), "rendering twice is the same");
    }

    private static Map<String, String> checksums(RenderedChart chart) {
        return chart.ofKind("Deployment").stream()
                .collect(Collectors.toMap(
                        KubernetesObject::name,
                        deployment -> deployment
                                .json()
                                .at("/spec/template/metadata/annotations/checksum~1config")
                                .asText()));
    }

    @ParameterizedTest
    @MethodSource("sets")
    void hooksNeedNothingThatComesAfterThem(String set) {
        RenderedChart chart = Chart.render(set);
        KubernetesObject job = chart.ofKind("Job").getFirst();
        assertEquals("pre-install,pre-upgrade", job.hook());
        assertEquals(
                "Never", job.as(Job.class).getSpec().getTemplate().getSpec().getRestartPolicy());
        for (KubernetesObject object : chart.objects()) {
            boolean first = object.name().endsWith("-prepare") && !object.equals(job);
            assertEquals(first, object.hook().equals(job.hook()) && !object.equals(job), object::toString);
            assertFalse(
                    object.kind().equals("KafkaTopic") && !object.hook().isEmpty(),
                    "a hook is deleted and made anew, and with a topic goes its mail");
        }
        assertTrue(
                chart.pod("prepare").spec().getVolumes().stream()
                        .noneMatch(volume -> volume.getName().equals("tls-internal")
                                || volume.getName().equals("tls-mail")),
                "certificates of this release are not there yet");
        chart.pod("prepare")
                .spec()
                .getContainers()
                .forEach(
                        container -> assertEquals("prepare", container.getArgs().getFirst()));
    }

    @ParameterizedTest
    @MethodSource("sets")
    void theSmokeTestIsACommandThatTheCommandLineTakes(String set) {
        for (RenderedChart.RenderedPod pod : Chart.render(set).pods()) {
            if (pod.component().equals("cli")) {
                List<String> arguments = pod.spec().getContainers().getFirst().getArgs();
                assertEquals("smoke", arguments.getFirst());
                new CommandLine(new OperatorCli()).parseArgs(arguments.toArray(String[]::new));
            }
        }
    }

    @Test
    void topicsAreWhatTheServicesWouldMake() {
        Map<String, KafkaTopic> topics = Chart.render("strimzi").ofKind("KafkaTopic").stream()
                .collect(Collectors.toMap(KubernetesObject::name, topic -> topic.as(KafkaTopic.class)));
        assertEquals(TopicSpec.ALL.stream().map(TopicSpec::name).collect(Collectors.toSet()), topics.keySet());
        for (TopicSpec spec : TopicSpec.ALL) {
            Map<String, Object> config = Optional.ofNullable(topics.get(spec.name()))
                    .orElseThrow()
                    .getSpec()
                    .getConfig();
            assertEquals(
                    Long.toString(spec.retention().map(Duration::toMillis).orElse(-1L)),
                    config.get("retention.ms"),
                    spec.name());
            assertEquals("2", config.get("min.insync.replicas"));
            assertNull(config.get("flush.messages"), "three replicas need no flush");
        }
        Chart.render("strimzi", Map.of("kafka.replicationFactor", "1", "kafka.minInsyncReplicas", "1"))
                .ofKind("KafkaTopic")
                .forEach(topic -> assertEquals(
                        TopicSpec.ALL.stream()
                                .anyMatch(spec -> spec.name().equals(topic.name()) && spec.irreplaceable()),
                        topic.as(KafkaTopic.class).getSpec().getConfig().containsKey("flush.messages"),
                        topic::toString));
    }

    @Test
    void rulesAndDashboardsAreThoseOfTheFiles() throws IOException {
        RenderedChart chart = Chart.render("production");
        assertEquals(files("rules", ".yaml"), chart.ofKind("PrometheusRule").size());
        chart.ofKind("PrometheusRule").stream()
                .flatMap(rules -> rules.as(PrometheusRule.class).spec().groups().stream())
                .flatMap(group -> group.rules().stream())
                .filter(rule -> rule.alert() != null)
                .forEach(rule -> assertEquals(
                        "https://runbooks.example.org/mail/" + rule.alert() + ".md",
                        rule.annotations().get("runbook_url")));
        assertEquals(
                files("dashboards", ".json"),
                chart.ofKind("ConfigMap").stream()
                        .filter(map -> "1".equals(map.labels().get("grafana_dashboard")))
                        .count());
    }

    private static long files(String directory, String ending) throws IOException {
        if (!Files.isDirectory(Chart.directory().resolve(directory))) {
            return 0;
        }
        try (Stream<java.nio.file.Path> files = Files.list(Chart.directory().resolve(directory))) {
            return files.filter(file -> file.toString().endsWith(ending)).count();
        }
    }

    @Test
    void versionsAreThoseOfTheBuild() throws IOException {
        JsonNode chart = StrictModels.YAML.readTree(
                Chart.directory().resolve("Chart.yaml").toFile());
        String pom = Files.readString(Chart.repository().resolve("pom.xml"));
        assertTrue(pom.contains("<version>" + chart.path("appVersion").asText() + "</version>"));
        assertEquals(chart.path("appVersion").asText(), chart.path("version").asText());
    }

    @ParameterizedTest
    @MethodSource("sets")
    void notesTellAddressesRecordsAndTheFirstAccount(String set) {
        String notes = Chart.notes(set);
        for (String told : List.of("helm test mail", "account add", " MX ", "v=spf1", "_dmarc", "PTR")) {
            assertTrue(notes.contains(told), () -> "no " + told + " in " + notes);
        }
        assertFalse(notes.contains("<no value>") || notes.contains("%!"), notes);
    }
}
