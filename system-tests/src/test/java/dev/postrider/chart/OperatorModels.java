package dev.postrider.chart;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import java.util.List;
import java.util.Map;

/**
 * Objects of operators that publish no Java types: the fields of their custom resource definitions that the chart uses, by the names and
 * types that stand there. A field beyond them fails the test until it is looked up and added here.
 *
 * <p>cert-manager v1, Prometheus operator v1, KEDA v1alpha1, CloudNativePG v1.
 */
final class OperatorModels {
    static final Map<String, Class<?>> ALL = Map.of(
            "cert-manager.io/v1 Certificate", Certificate.class,
            "cert-manager.io/v1 Issuer", Issuer.class,
            "monitoring.coreos.com/v1 PodMonitor", PodMonitor.class,
            "monitoring.coreos.com/v1 ServiceMonitor", ServiceMonitor.class,
            "monitoring.coreos.com/v1 PrometheusRule", PrometheusRule.class,
            "keda.sh/v1alpha1 ScaledObject", ScaledObject.class,
            "keda.sh/v1alpha1 TriggerAuthentication", TriggerAuthentication.class,
            "postgresql.cnpg.io/v1 Cluster", PostgresCluster.class,
            "postgresql.cnpg.io/v1 ScheduledBackup", ScheduledBackup.class);

    private OperatorModels() {}

    record Certificate(String apiVersion, String kind, ObjectMeta metadata, CertificateSpec spec) {
        record CertificateSpec(
                String secretName,
                IssuerRef issuerRef,
                String commonName,
                List<String> dnsNames,
                String duration,
                String renewBefore,
                @JsonProperty("isCA") boolean authority,
                PrivateKey privateKey,
                List<Usage> usages) {}

        record IssuerRef(String name, String kind, String group) {}

        record PrivateKey(Algorithm algorithm, int size, RotationPolicy rotationPolicy) {}

        enum Algorithm {
            RSA,
            ECDSA,
            Ed25519
        }

        enum RotationPolicy {
            Never,
            Always
        }

        enum Usage {
            @JsonProperty("server auth")
            SERVER_AUTH,
            @JsonProperty("client auth")
            CLIENT_AUTH,
            @JsonProperty("digital signature")
            DIGITAL_SIGNATURE
        }
    }

    record Issuer(String apiVersion, String kind, ObjectMeta metadata, IssuerSpec spec) {
        record IssuerSpec(SelfSigned selfSigned, Authority ca) {}

        record SelfSigned() {}

        record Authority(String secretName) {}
    }

    record Endpoint(String port, String path, String interval) {}

    record PodMonitor(String apiVersion, String kind, ObjectMeta metadata, PodMonitorSpec spec) {
        record PodMonitorSpec(LabelSelector selector, String jobLabel, List<Endpoint> podMetricsEndpoints) {}
    }

    record ServiceMonitor(String apiVersion, String kind, ObjectMeta metadata, ServiceMonitorSpec spec) {
        record ServiceMonitorSpec(LabelSelector selector, String jobLabel, List<Endpoint> endpoints) {}
    }

    record PrometheusRule(String apiVersion, String kind, ObjectMeta metadata, PrometheusRuleSpec spec) {
        record PrometheusRuleSpec(List<Group> groups) {}

        record Group(
                String name,
                String interval,
                @JsonProperty("query_offset") String queryOffset,
                int limit,
                Map<String, String> labels,
                List<Rule> rules) {}

        record Rule(
                String record,
                String alert,
                JsonNode expr,
                @JsonProperty("for") String lasting,
                @JsonProperty("keep_firing_for") String keepFiringFor,
                Map<String, String> labels,
                Map<String, String> annotations) {}
    }

    record ScaledObject(String apiVersion, String kind, ObjectMeta metadata, ScaledObjectSpec spec) {
        record ScaledObjectSpec(
                Target scaleTargetRef,
                int minReplicaCount,
                int maxReplicaCount,
                int pollingInterval,
                int cooldownPeriod,
                List<Trigger> triggers) {}

        record Target(String apiVersion, String kind, String name) {}

        /** @param metadata texts all, as KEDA wants them */
        record Trigger(
                String type,
                String name,
                String metricType,
                Map<String, String> metadata,
                AuthenticationRef authenticationRef) {}

        record AuthenticationRef(String name, String kind) {}
    }

    record TriggerAuthentication(String apiVersion, String kind, ObjectMeta metadata, TriggerAuthenticationSpec spec) {
        record TriggerAuthenticationSpec(List<SecretTarget> secretTargetRef) {}

        record SecretTarget(String parameter, String name, String key) {}
    }

    record PostgresCluster(String apiVersion, String kind, ObjectMeta metadata, PostgresClusterSpec spec) {
        record PostgresClusterSpec(
                int instances,
                String imageName,
                Bootstrap bootstrap,
                Storage storage,
                Postgresql postgresql,
                Backup backup,
                Map<String, Map<String, String>> resources) {}

        record Bootstrap(InitDb initdb, Recovery recovery) {}

        record InitDb(String database, String owner, SecretName secret) {}

        record Recovery(String source, SecretName backup) {}

        record SecretName(String name) {}

        record Storage(String size, String storageClass) {}

        record Postgresql(Map<String, String> parameters, Synchronous synchronous) {}

        record Synchronous(String method, int number, String dataDurability) {}

        record Backup(VolumeSnapshot volumeSnapshot) {}

        record VolumeSnapshot(String className) {}
    }

    record ScheduledBackup(String apiVersion, String kind, ObjectMeta metadata, ScheduledBackupSpec spec) {
        record ScheduledBackupSpec(
                String schedule, String method, boolean immediate, PostgresCluster.SecretName cluster) {}
    }
}
