package dev.postrider.chart;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import java.util.TreeMap;

/** One rendered object. */
public record KubernetesObject(JsonNode json) {
    public String apiVersion() {
        return json.path("apiVersion").asText();
    }

    public String kind() {
        return json.path("kind").asText();
    }

    public String name() {
        return json.path("metadata").path("name").asText();
    }

    String namespace() {
        return json.path("metadata").path("namespace").asText();
    }

    Map<String, String> labels() {
        return texts(json.path("metadata").path("labels"));
    }

    /** Part of Helm's hooks, such as {@code test} or {@code pre-install,pre-upgrade}; empty for the rest of a release. */
    String hook() {
        return json.path("metadata").path("annotations").path("helm.sh/hook").asText();
    }

    /** As a model of fabric8 or Strimzi, strictly. */
    public <T> T as(Class<T> model) {
        return StrictModels.read(json, model);
    }

    static Map<String, String> texts(JsonNode object) {
        Map<String, String> texts = new TreeMap<>();
        object.properties()
                .forEach(entry -> texts.put(entry.getKey(), entry.getValue().asText()));
        return texts;
    }

    /** Kind and name. */
    @Override
    public String toString() {
        return kind() + "/" + name();
    }
}
