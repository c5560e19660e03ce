package dev.postrider.chart;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.introspect.Annotated;
import com.fasterxml.jackson.databind.introspect.JacksonAnnotationIntrospector;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscaler;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import io.strimzi.api.kafka.model.kafka.Kafka;
import io.strimzi.api.kafka.model.nodepool.KafkaNodePool;
import io.strimzi.api.kafka.model.topic.KafkaTopic;
import io.strimzi.api.kafka.model.user.KafkaUser;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The types of all objects that the chart may render. Reading into one fails on a field that the type does not have, as the API server's
 * validation would.
 */
final class StrictModels {
    /** Fails on keys that occur twice. */
    static final ObjectMapper YAML = strict();

    private static final Map<String, Class<?>> MODELS = new HashMap<>(Map.of(
            "v1 ConfigMap", ConfigMap.class,
            "v1 Secret", Secret.class,
            "v1 Service", Service.class,
            "v1 ServiceAccount", ServiceAccount.class,
            "v1 PersistentVolumeClaim", PersistentVolumeClaim.class,
            "v1 Pod", Pod.class,
            "apps/v1 Deployment", Deployment.class,
            "batch/v1 Job", Job.class,
            "policy/v1 PodDisruptionBudget", PodDisruptionBudget.class,
            "networking.k8s.io/v1 NetworkPolicy", NetworkPolicy.class));

    static {
        MODELS.putAll(Map.of(
                "apps/v1 StatefulSet", StatefulSet.class,
                "autoscaling/v2 HorizontalPodAutoscaler", HorizontalPodAutoscaler.class,
                "kafka.strimzi.io/v1 KafkaTopic", KafkaTopic.class,
                "kafka.strimzi.io/v1 KafkaUser", KafkaUser.class,
                "kafka.strimzi.io/v1 KafkaNodePool", KafkaNodePool.class,
                "kafka.strimzi.io/v1 Kafka", Kafka.class));
        MODELS.putAll(OperatorModels.ALL);
    }

    private StrictModels() {}

    private static ObjectMapper strict() {
        return YAMLMapper.builder()
                .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                .enable(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY)
                .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
                .annotationIntrospector(new JacksonAnnotationIntrospector() {
                    private static final long serialVersionUID = 1L;

                    // The models would put aside what they do not know.
                    @Override
                    public Boolean hasAnySetter(Annotated annotated) {
                        return false;
                    }
                })
                .build();
    }

    /** @throws AssertionError that names the field which does not exist, or has another type */
    static <T> T read(JsonNode json, Class<T> model) {
        try {
            return YAML.treeToValue(json, model);
        } catch (JsonProcessingException e) {
            throw new AssertionError(new KubernetesObject(json) + ": " + e.getMessage(), e);
        }
    }

    /** Reads it into the type of its kind. */
    static void check(KubernetesObject object) {
        String type = object.apiVersion() + " " + object.kind();
        Class<?> model = Optional.<Class<?>>ofNullable(MODELS.get(type))
                .orElseThrow(() -> new AssertionError("no model for " + type + " (" + object + ")"));
        read(object.json(), model);
    }
}
