package dev.postrider.containers;

import com.github.dockerjava.api.model.AccessMode;
import com.github.dockerjava.api.model.Bind;
import dev.postrider.chart.RenderedChart;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.KeyToPath;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeMount;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The volumes of a rendered pod as directories of this machine: what the kubelet does.
 *
 * @param directories by the name of the volume; those of kind emptyDir are missing
 */
record PodVolumes(Map<String, Path> directories) {
    /** @param secrets name of a Secret to its keys and their contents */
    static PodVolumes of(RenderedChart chart, PodSpec pod, Map<String, Map<String, String>> secrets)
            throws IOException {
        Path root = Files.createTempDirectory(Files.createDirectories(Path.of("target")), "volumes-")
                .toAbsolutePath();
        Map<String, Path> directories = new HashMap<>();
        for (Volume volume : pod.getVolumes()) {
            if (volume.getEmptyDir() == null) {
                Path directory = Files.createDirectory(root.resolve(volume.getName()));
                content(chart, volume, secrets).forEach((name, text) -> write(directory.resolve(name), text));
                directories.put(volume.getName(), directory);
            }
        }
        return new PodVolumes(Map.copyOf(directories));
    }

    private static Map<String, String> content(
            RenderedChart chart, Volume volume, Map<String, Map<String, String>> secrets) {
        if (volume.getConfigMap() != null) {
            String name = volume.getConfigMap().getName();
            return chart.find("ConfigMap", name)
                    .orElseThrow()
                    .as(ConfigMap.class)
                    .getData();
        }
        if (volume.getSecret() == null) {
            throw new AssertionError("no test has volumes like " + volume);
        }
        String name = volume.getSecret().getSecretName();
        Map<String, String> secret = secrets.getOrDefault(name, Map.of());
        List<KeyToPath> items = volume.getSecret().getItems();
        if (items.isEmpty()) {
            return secret;
        }
        Map<String, String> chosen = new HashMap<>();
        for (KeyToPath item : items) {
            if (!secret.containsKey(item.getKey())) {
                throw new AssertionError("the Secret " + name + " is asked for " + item.getKey());
            }
            chosen.put(item.getPath(), secret.get(item.getKey()));
        }
        return chosen;
    }

    /** Readable for anybody: the group that a kubelet would give the files to is not known here. */
    private static void write(Path file, String text) {
        try {
            Files.writeString(file, text);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    /** What a container of the pod mounts. */
    List<Bind> binds(Container container) {
        List<Bind> binds = new ArrayList<>();
        for (VolumeMount mount : container.getVolumeMounts()) {
            Path directory = directories.get(mount.getName());
            if (directory != null) {
                Path source = mount.getSubPath() == null ? directory : directory.resolve(mount.getSubPath());
                binds.add(new Bind(
                        source.toString(),
                        new com.github.dockerjava.api.model.Volume(mount.getMountPath()),
                        Boolean.TRUE.equals(mount.getReadOnly()) ? AccessMode.ro : AccessMode.rw));
            }
        }
        return binds;
    }

    /** Where it mounts directories that are empty at its start, as Docker's options for a tmpfs. */
    Map<String, String> emptyDirectories(Container container) {
        Map<String, String> mounted = new HashMap<>();
        for (VolumeMount mount : container.getVolumeMounts()) {
            if (!directories.containsKey(mount.getName())) {
                mounted.put(mount.getMountPath(), "rw,nosuid,nodev,noexec,mode=0777");
            }
        }
        return mounted;
    }
}
