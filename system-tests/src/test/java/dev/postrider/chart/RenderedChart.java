package dev.postrider.chart;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Everything that one value set renders. */
public record RenderedChart(List<KubernetesObject> objects) {
    /**
     * A pod as something of the release makes it.
     *
     * @param owner the Deployment, Job or Pod
     * @param component label {@code app.kubernetes.io/component}: {@code smtp-ingress}, …, {@code prepare}, {@code cli}
     */
    public record RenderedPod(KubernetesObject owner, String component, Map<String, String> labels, PodSpec spec) {
        @Override
        public String toString() {
            return owner.toString();
        }
    }

    static RenderedChart parse(String manifests) {
        try (MappingIterator<JsonNode> documents =
                StrictModels.YAML.readerFor(JsonNode.class).readValues(manifests)) {
            List<KubernetesObject> objects = new ArrayList<>();
            while (documents.hasNextValue()) {
                JsonNode document = documents.nextValue();
                if (!document.isEmpty()) {
                    objects.add(new KubernetesObject(document));
                }
            }
            return new RenderedChart(objects);
        } catch (IOException e) {
            throw new UncheckedIOException(manifests, e);
        }
    }

    public List<KubernetesObject> ofKind(String kind) {
        return objects.stream().filter(object -> object.kind().equals(kind)).toList();
    }

    public Optional<KubernetesObject> find(String kind, String name) {
        return ofKind(kind).stream()
                .filter(object -> object.name().equals(name))
                .findFirst();
    }

    /** Of Deployments, Jobs and test pods. */
    public List<RenderedPod> pods() {
        List<RenderedPod> pods = new ArrayList<>();
        for (KubernetesObject object : objects) {
            switch (object.kind()) {
                case "Deployment" ->
                    pods.add(pod(object, object.as(Deployment.class).getSpec().getTemplate()));
                case "Job" ->
                    pods.add(pod(object, object.as(Job.class).getSpec().getTemplate()));
                case "Pod" ->
                    pods.add(new RenderedPod(
                            object,
                            component(object.labels()),
                            object.labels(),
                            StrictModels.read(object.json().path("spec"), PodSpec.class)));
                default -> {}
            }
        }
        return pods;
    }

    /** The pod of a service, or of {@code prepare} or {@code cli}. */
    public RenderedPod pod(String component) {
        return pods().stream()
                .filter(pod -> pod.component().equals(component))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no pod of " + component));
    }

    private static RenderedPod pod(KubernetesObject owner, PodTemplateSpec template) {
        Map<String, String> labels = new TreeMap<>(template.getMetadata().getLabels());
        return new RenderedPod(owner, component(labels), labels, template.getSpec());
    }

    private static String component(Map<String, String> labels) {
        return labels.getOrDefault("app.kubernetes.io/component", "");
    }

    /** Files of a ConfigMap by name. */
    public Map<String, String> configMap(String name) {
        return find("ConfigMap", name)
                .map(found -> found.as(ConfigMap.class).getData())
                .orElseThrow(() -> new AssertionError("no ConfigMap " + name));
    }

    /** {@code service.conf} as it is mounted into the pod of a component. */
    public String serviceConf(String component) {
        return pod(component).spec().getVolumes().stream()
                .filter(volume -> volume.getName().equals("configuration"))
                .map(volume -> Optional.ofNullable(
                                configMap(volume.getConfigMap().getName()).get("service.conf"))
                        .orElseThrow())
                .findFirst()
                .orElseThrow(() -> new AssertionError(component + " has no configuration"));
    }

    public List<Secret> secrets() {
        return ofKind("Secret").stream().map(secret -> secret.as(Secret.class)).toList();
    }

    public List<Service> services() {
        return ofKind("Service").stream()
                .map(service -> service.as(Service.class))
                .toList();
    }
}
