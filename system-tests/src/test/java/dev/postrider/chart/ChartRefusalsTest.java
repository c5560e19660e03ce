package dev.postrider.chart;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.marcnuri.helm.Helm;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Values that are wrong are refused, with the name of the one to change. */
final class ChartRefusalsTest {
    /** A value set, what is changed in it, and the value that the complaint must begin with. */
    static Stream<Arguments> contradictions() {
        return Stream.of(
                refused("minimal", Map.of("hostname", ""), "hostname"),
                refused("minimal", Map.of("postgres.host", ""), "postgres.host"),
                refused("minimal", Map.of("postgres.existingSecret", ""), "postgres.existingSecret"),
                refused("minimal", Map.of("blobs.s3.bucket", ""), "blobs.s3.bucket"),
                refused("minimal", Map.of("blobs.s3.accessKeyId", "x"), "blobs.s3.existingSecret"),
                refused("laptop", Map.of("blobs.directory.existingClaim", ""), "blobs.directory.existingClaim"),
                refused("minimal", Map.of("mail.tls.existingSecret", ""), "mail.tls.existingSecret"),
                refused("minimal", Map.of("mail.tls.certManager.enabled", "true"), "mail.tls.existingSecret"),
                refused(
                        "mtls",
                        Map.of("mail.tls.certManager.issuerRef.name", ""),
                        "mail.tls.certManager.issuerRef.name"),
                refused("mtls", Map.of("internalTls.existingSecret", "x"), "internalTls.existingSecret"),
                refused("mtls", Map.of("internalTls.certManager.enabled", "false"), "internalTls.existingSecret"),
                refused("mtls", Map.of("internalTls.enabled", "false"), "internalTls.enabled"),
                refused("laptop", Map.of("kafka.minInsyncReplicas", "2"), "kafka.minInsyncReplicas"),
                refused("strimzi", Map.of("kafka.strimzi.cluster", ""), "kafka.strimzi.cluster"),
                refused("mtls", Map.of("kafka.tls.enabled", "false"), "kafka.tls.enabled"),
                refused("keda", Map.of("kafka.sasl.existingSecret", ""), "kafka.sasl.existingSecret"),
                refused("keda", Map.of("kafka.sasl.username", ""), "kafka.sasl.username"),
                refused("keda", Map.of("kafka.sasl.mechanism", ""), "kafka.sasl.mechanism"),
                refused("minimal", Map.of("postgres.tls.mode", "verify-full"), "postgres.tls.caSecret"),
                refused(
                        "minimal",
                        Map.of("smtpIngress.listeners.mx.proxyProtocol.enabled", "true"),
                        "smtpIngress.listeners.mx.proxyProtocol.from"),
                refused(
                        "proxy",
                        Map.of("smtpIngress.listeners.mx.proxyProtocol.enabled", "false"),
                        "smtpIngress.listeners.mx.proxyProtocol.enabled"),
                refused("laptop", Map.of("services.mx.type", "ClusterIP"), "services.mx.nodePorts"),
                refused("production", Map.of("services.mx.type", "NodePort"), "services.mx.type"),
                refused(
                        "production",
                        Map.of("smtpIngress.autoscaling.minReplicas", "20"),
                        "smtpIngress.autoscaling.maxReplicas"),
                refused(
                        "production",
                        Map.of("mailboxService.autoscaling.cpuPercent", "0"),
                        "mailboxService.autoscaling.cpuPercent"),
                refused("minimal", Map.of("deliveryWorker.secrets.kafka", "x"), "deliveryWorker.secrets.kafka"),
                refused("laptop", Map.of("deliveryWorker.replicas", "4"), "deliveryWorker.replicas"),
                refused("keda", Map.of("deliveryWorker.keda.maxReplicas", "13"), "deliveryWorker.keda.maxReplicas"),
                refused("keda", Map.of("deliveryWorker.keda.minReplicas", "13"), "deliveryWorker.keda.maxReplicas"),
                refused(
                        "keda",
                        Map.of("deliveryWorker.keda.kafkaAuthentication", ""),
                        "deliveryWorker.keda.kafkaAuthentication"),
                refused(
                        "strimzi",
                        Map.of("deliveryWorker.smartHost.existingSecret", ""),
                        "deliveryWorker.smartHost.existingSecret"),
                refused("strimzi", Map.of("deliveryWorker.smartHost.tls", "never"), "deliveryWorker.smartHost.tls"),
                refused("strimzi", Map.of("deliveryWorker.smartHost.host", ""), "deliveryWorker.smartHost.host"),
                refused("proxy", Map.of("metrics.podMonitor.enabled", "true"), "metrics.serviceMonitor.enabled"),
                refused("minimal", Map.of("mailboxService.admin.enabled", "false"), "smokeTest.existingSecret"),
                refused("strimzi", Map.of("mailboxService.admin.enabled", "false"), "mailboxService.admin.enabled"),
                refused(
                        "minimal",
                        Map.of(
                                "smtpIngress.listeners.submission.enabled", "false",
                                "smtpIngress.listeners.submissions.enabled", "false"),
                        "smokeTest.enabled"));
    }

    private static Arguments refused(String set, Map<String, String> change, String named) {
        return Arguments.of(set, change, named);
    }

    @ParameterizedTest(name = "{0} with {1}")
    @MethodSource("contradictions")
    void aContradictionNamesTheValueToChange(String set, Map<String, String> change, String named) {
        IllegalStateException refusal = assertThrows(IllegalStateException.class, () -> Chart.render(set, change));

        assertTrue(
                Pattern.compile("^  " + Pattern.quote(named) + ": ", Pattern.MULTILINE)
                        .matcher(String.valueOf(refusal.getMessage()))
                        .find(),
                refusal::getMessage);
    }

    @Test
    void everythingThatIsMissingIsToldAtOnce() {
        IllegalStateException refusal = assertThrows(
                IllegalStateException.class,
                () -> new Helm(Chart.directory())
                        .template()
                        .withName(Chart.RELEASE)
                        .withKubeVersion("1.34.0")
                        .call());

        for (String value : List.of(
                "hostname",
                "kafka.bootstrapServers",
                "postgres.host",
                "postgres.existingSecret",
                "blobs.s3.bucket",
                "mail.tls.existingSecret")) {
            assertTrue(String.valueOf(refusal.getMessage()).contains("  " + value + ": "), refusal::getMessage);
        }
    }

    /** What the schema refuses: value, and where the complaint is about. */
    static Stream<Arguments> mistakes() {
        return Stream.of(
                Arguments.of("smtpIngress.listeners.mx.proxyProtocol.from[0]", "0.0.0.0/0", "proxyProtocol/from/0"),
                Arguments.of("smtpIngress.listeners.mx.proxyProtocol.from[0]", "::/0", "proxyProtocol/from/0"),
                Arguments.of("smtpIngress.listeners.mx.proxyProtocol.from[0]", "10.0.0.0/00", "proxyProtocol/from/0"),
                Arguments.of("hostname", "mx_1", "/hostname"),
                Arguments.of("smtpIngress.image.digest", "sha256:1", "/smtpIngress/image/digest"),
                Arguments.of("services.mx.type", "loadbalancer", "/services/mx/type"),
                Arguments.of("services.mx.nodePorts.imap", "30000", "/services/mx/nodePorts"),
                Arguments.of("smtpIngress.replica", "3", "/smtpIngress"),
                Arguments.of("kafka.bootstrapServers[0]", "kafka", "/kafka/bootstrapServers/0"),
                Arguments.of("postgres.password", "secret", "/postgres"),
                Arguments.of("deliveryWorker.drain.seconds", "0", "/deliveryWorker/drain/seconds"));
    }

    @ParameterizedTest(name = "{0}={1}")
    @MethodSource("mistakes")
    void theSchemaRefuses(String value, String text, String place) {
        IllegalStateException refusal =
                assertThrows(IllegalStateException.class, () -> Chart.render("proxy", Map.of(value, text)));

        assertTrue(String.valueOf(refusal.getMessage()).contains(place + "'"), refusal::getMessage);
    }

    /** Every object of values.yaml, at any depth: a name that is not there is refused. */
    @Test
    void theSchemaKnowsEveryNameAndNoOther() throws IOException {
        JsonNode schema = StrictModels.YAML.readTree(
                Chart.directory().resolve("values.schema.json").toFile());
        JsonNode values = StrictModels.YAML.readTree(
                Chart.directory().resolve("values.yaml").toFile());
        List<String> differences = new ArrayList<>();
        compare("", values, schema, schema, differences);

        assertEquals(List.of(), differences);
    }

    private static void compare(
            String path, JsonNode value, JsonNode declared, JsonNode schema, List<String> differences) {
        JsonNode type = resolve(declared, schema);
        if (!(value instanceof ObjectNode)) {
            return;
        }
        JsonNode properties = type.path("properties");
        if (properties.isMissingNode()) {
            // A map of the user's own names, which must say what its values are.
            if (!type.has("additionalProperties")) {
                differences.add(path + " takes anything");
            }
            return;
        }
        if (!type.path("additionalProperties").isBoolean()
                || type.path("additionalProperties").asBoolean()) {
            differences.add(path + " takes unknown names");
        }
        properties.fieldNames().forEachRemaining(name -> {
            if (!value.has(name) && !isOptional(path, name)) {
                differences.add(path + "/" + name + " has no default");
            }
        });
        value.properties()
                .forEach(entry -> Optional.ofNullable(properties.get(entry.getKey()))
                        .ifPresentOrElse(
                                inner -> compare(
                                        path + "/" + entry.getKey(), entry.getValue(), inner, schema, differences),
                                () -> differences.add(path + "/" + entry.getKey() + " is not in the schema")));
    }

    /** Names that Kubernetes or Helm knows, and that are empty by default. */
    private static boolean isOptional(String path, String name) {
        return name.equals("global")
                || path.endsWith("/affinity")
                || path.endsWith("/nodePorts")
                || (path.endsWith("/resources") && name.equals("claims"));
    }

    private static JsonNode resolve(JsonNode declared, JsonNode schema) {
        return declared.has("$ref") ? schema.at(declared.path("$ref").asText().substring(1)) : declared;
    }
}
