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
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Values that are wrong are refused, with the name of the one to change. */
final class ChartRefusalsTest {
    /** A value set, what is changed in it, and the value that the complaint must begin with. */
    @ParameterizedTest(name = "{0} with {1}")
    @CsvSource(delimiter = '|', textBlock = """
            minimal    | hostname= | hostname
            minimal    | postgres.host= | postgres.host
            minimal    | postgres.existingSecret= | postgres.existingSecret
            minimal    | blobs.s3.bucket= | blobs.s3.bucket
            minimal    | blobs.s3.accessKeyId=x | blobs.s3.existingSecret
            laptop     | blobs.directory.existingClaim= | blobs.directory.existingClaim
            minimal    | mail.tls.existingSecret= | mail.tls.existingSecret
            minimal    | mail.tls.certManager.enabled=true | mail.tls.existingSecret
            mtls       | mail.tls.certManager.issuerRef.name= | mail.tls.certManager.issuerRef.name
            mtls       | internalTls.existingSecret=x | internalTls.existingSecret
            mtls       | internalTls.certManager.enabled=false | internalTls.existingSecret
            mtls       | internalTls.enabled=false | internalTls.enabled
            laptop     | kafka.minInsyncReplicas=2 | kafka.minInsyncReplicas
            strimzi    | kafka.strimzi.cluster= | kafka.strimzi.cluster
            mtls       | kafka.tls.enabled=false | kafka.tls.enabled
            keda       | kafka.sasl.existingSecret= | kafka.sasl.existingSecret
            keda       | kafka.sasl.username= | kafka.sasl.username
            keda       | kafka.sasl.mechanism= | kafka.sasl.mechanism
            minimal    | postgres.tls.mode=verify-full | postgres.tls.caSecret
            minimal    | smtpIngress.listeners.mx.proxyProtocol.enabled=true | smtpIngress.listeners.mx.proxyProtocol.from
            proxy      | smtpIngress.listeners.mx.proxyProtocol.enabled=false | smtpIngress.listeners.mx.proxyProtocol.enabled
            laptop     | services.mx.type=ClusterIP | services.mx.nodePorts
            production | services.mx.type=NodePort | services.mx.type
            production | smtpIngress.autoscaling.minReplicas=20 | smtpIngress.autoscaling.maxReplicas
            production | mailboxService.autoscaling.cpuPercent=0 | mailboxService.autoscaling.cpuPercent
            minimal    | deliveryWorker.secrets.kafka=x | deliveryWorker.secrets.kafka
            laptop     | deliveryWorker.replicas=4 | deliveryWorker.replicas
            keda       | deliveryWorker.keda.maxReplicas=13 | deliveryWorker.keda.maxReplicas
            keda       | deliveryWorker.keda.minReplicas=13 | deliveryWorker.keda.maxReplicas
            keda       | deliveryWorker.keda.kafkaAuthentication= | deliveryWorker.keda.kafkaAuthentication
            strimzi    | deliveryWorker.smartHost.existingSecret= | deliveryWorker.smartHost.existingSecret
            strimzi    | deliveryWorker.smartHost.tls=never | deliveryWorker.smartHost.tls
            strimzi    | deliveryWorker.smartHost.host= | deliveryWorker.smartHost.host
            proxy      | metrics.podMonitor.enabled=true | metrics.serviceMonitor.enabled
            minimal    | mailboxService.admin.enabled=false | smokeTest.existingSecret
            strimzi    | mailboxService.admin.enabled=false deliveryWorker.admin.enabled=false | mailboxService.admin.enabled
            minimal    | smtpIngress.listeners.submission.enabled=false smtpIngress.listeners.submissions.enabled=false | smokeTest.enabled
            """)
    void aContradictionNamesTheValueToChange(String set, String changes, String named) {
        Map<String, String> change = Stream.of(changes.split(" "))
                .map(each -> each.split("=", 2))
                .collect(Collectors.toMap(each -> each[0], each -> each[1]));
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
    @ParameterizedTest(name = "{0}={1}")
    @CsvSource(delimiter = '|', textBlock = """
            smtpIngress.listeners.mx.proxyProtocol.from[0] | 0.0.0.0/0 | proxyProtocol/from/0
            smtpIngress.listeners.mx.proxyProtocol.from[0] | ::/0 | proxyProtocol/from/0
            smtpIngress.listeners.mx.proxyProtocol.from[0] | 10.0.0.0/00 | proxyProtocol/from/0
            hostname | mx_1 | /hostname
            smtpIngress.image.digest | sha256:1 | /smtpIngress/image/digest
            services.mx.type | loadbalancer | /services/mx/type
            services.mx.nodePorts.imap | 30000 | /services/mx/nodePorts
            smtpIngress.replica | 3 | /smtpIngress
            kafka.bootstrapServers[0] | kafka | /kafka/bootstrapServers/0
            postgres.password | secret | /postgres
            deliveryWorker.drain.seconds | 0 | /deliveryWorker/drain/seconds
            """)
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
