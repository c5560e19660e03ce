package dev.postrider.containers;

import com.fasterxml.jackson.databind.JsonNode;
import dev.postrider.chart.Chart;
import dev.postrider.chart.KubernetesObject;
import dev.postrider.chart.RenderedChart;
import dev.postrider.chart.RenderedChart.RenderedPod;
import dev.postrider.servicekit.net.SelfSigned;
import dev.postrider.testkit.TestAuthority;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What {@code helm install} is given and makes, and the Secrets that are there by then.
 *
 * @param valueSet of the chart, such as {@code laptop}
 * @param values over those of the set: the names of this test's engines and images
 * @param secrets name of a Secret to its keys and their contents
 * @param engines certificates of Kafka and PostgreSQL, if they talk TLS
 */
record Installation(
        String valueSet,
        Map<String, Object> values,
        RenderedChart chart,
        Map<String, Map<String, String>> secrets,
        Optional<ContainerEngines.Certificates> engines) {
    static final String DOMAIN = "containers.test";
    static final String HOSTNAME = "mx." + DOMAIN;
    static final String TOKEN = "containers-admin-token";

    /** Nothing but mail's own certificate, which is self-signed. */
    static Installation laptop() throws IOException {
        Map<String, Object> values = commonValues();
        values.put("postgres.tls.mode", "disable");
        values.put("blobs.type", "s3");
        SelfSigned.PemFiles tls = SelfSigned.ensure(scratch(), List.of(HOSTNAME), Instant.now());
        Map<String, Map<String, String>> secrets = commonSecrets();
        secrets.put("postgres", Map.of("password", ContainerEngines.POSTGRES_PASSWORD));
        secrets.put("mail-tls", pair(tls.certificate(), tls.key(), "tls.crt", "tls.key"));
        return new Installation("laptop", values, Chart.render("laptop", values), secrets, Optional.empty());
    }

    /** Certificates on both sides everywhere: cert-manager's, Strimzi's and CloudNativePG's part is played by authorities of this test. */
    static Installation mutualTls() throws IOException {
        Map<String, Object> values = commonValues();
        values.put("kafka.replicationFactor", 1);
        values.put("kafka.minInsyncReplicas", 1);
        values.put("kafka.partitions", 3);
        RenderedChart chart = Chart.render("mtls", values);
        Map<String, Map<String, String>> secrets = commonSecrets();
        secrets.putAll(certificates(chart));
        TestAuthority kafka = TestAuthority.named("kafka-cluster-ca");
        TestAuthority.Pem user = kafka.issue(scratch(), "postrider");
        secrets.put("postrider-kafka", pair(user.certificate(), user.key(), "user.crt", "user.key"));
        secrets.put("kafka-cluster-ca-cert", Map.of("ca.crt", Files.readString(user.authorities())));
        TestAuthority postgres = TestAuthority.named("postgres-ca");
        TestAuthority.Pem client = postgres.issue(scratch(), ContainerEngines.POSTGRES_USER);
        secrets.put("postgres-client", pair(client.certificate(), client.key(), "tls.crt", "tls.key"));
        secrets.put("postgres-ca", Map.of("ca.crt", Files.readString(client.authorities())));
        secrets.put("postgres-app", Map.of("password", ContainerEngines.POSTGRES_PASSWORD));
        ContainerEngines.Certificates engines = new ContainerEngines.Certificates(
                kafka.issue(scratch(), "kafka"), postgres.issue(scratch(), ContainerEngines.POSTGRES));
        return new Installation("mtls", values, chart, secrets, Optional.of(engines));
    }

    private static Map<String, Object> commonValues() {
        Map<String, Object> values = new HashMap<>(Images.values());
        values.put("hostname", HOSTNAME);
        values.put("kafka.bootstrapServers[0]", ContainerEngines.KAFKA);
        values.put("postgres.host", ContainerEngines.POSTGRES);
        values.put("postgres.database", ContainerEngines.POSTGRES_USER);
        values.put("postgres.user", ContainerEngines.POSTGRES_USER);
        values.put("blobs.s3.bucket", ContainerEngines.BUCKET);
        values.put("blobs.s3.endpoint", ContainerEngines.S3);
        values.put("blobs.s3.pathStyle", true);
        values.put("blobs.s3.accessKeyId", ContainerEngines.S3_USER);
        values.put("blobs.s3.existingSecret", "s3");
        values.put("mailboxService.admin.existingSecret", "admin");
        return values;
    }

    private static Map<String, Map<String, String>> commonSecrets() {
        Map<String, Map<String, String>> secrets = new HashMap<>();
        secrets.put("s3", Map.of("secret-access-key", ContainerEngines.S3_SECRET));
        secrets.put("admin", Map.of("token", TOKEN));
        return secrets;
    }

    /** The Secrets that cert-manager makes of the chart's Certificates: an authority for each issuer. */
    private static Map<String, Map<String, String>> certificates(RenderedChart chart) throws IOException {
        Map<String, TestAuthority> authorities = new HashMap<>();
        Map<String, Map<String, String>> secrets = new HashMap<>();
        for (KubernetesObject certificate : chart.ofKind("Certificate")) {
            JsonNode spec = certificate.json().path("spec");
            if (!spec.path("isCA").asBoolean()) {
                List<String> names = new ArrayList<>();
                spec.path("dnsNames").forEach(name -> names.add(name.asText()));
                TestAuthority.Pem pem = authorities
                        .computeIfAbsent(spec.path("issuerRef").path("name").asText(), TestAuthority::named)
                        .issue(scratch(), names.toArray(String[]::new));
                Map<String, String> secret = new HashMap<>(pair(pem.certificate(), pem.key(), "tls.crt", "tls.key"));
                secret.put("ca.crt", Files.readString(pem.authorities()));
                secrets.put(spec.path("secretName").asText(), secret);
            }
        }
        return secrets;
    }

    private static Map<String, String> pair(Path certificate, Path key, String certificateKey, String keyKey)
            throws IOException {
        return Map.of(certificateKey, Files.readString(certificate), keyKey, Files.readString(key));
    }

    private static Path scratch() throws IOException {
        return Files.createTempDirectory(Files.createDirectories(Path.of("target")), "tls-");
    }

    /** Whether everything inside talks TLS with certificates on both sides. */
    boolean isSecure() {
        return engines.isPresent();
    }

    /** The pod of the command line, as the installation tells its user. */
    RenderedPod commandLine() {
        return Chart.commandLinePod(valueSet, values);
    }
}
