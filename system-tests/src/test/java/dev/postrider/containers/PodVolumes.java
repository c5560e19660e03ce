package dev.postrider.containers;

import com.github.dockerjava.api.model.AccessMode;
import com.github.dockerjava.api.model.Bind;
import dev.postrider.chart.RenderedChart;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.KeyToPath;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.SecretProjection;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.fabric8.kubernetes.api.model.VolumeProjection;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * The volumes of a rendered pod as directories of this machine: what the kubelet makes of ConfigMaps and Secrets, with its symbolic links, modes and group.
 *
 * @param directories by the name of the volume
 * @param empty options of the tmpfs for each volume of kind emptyDir
 */
record PodVolumes(Map<String, Path> directories, Map<String, String> empty) {
    /** What the files of a volume hold, and their mode. */
    private record Content(Map<String, String> files, int mode) {}

    /** @param secrets name of a Secret to its keys and their contents */
    static PodVolumes of(RenderedChart chart, PodSpec pod, Map<String, Map<String, String>> secrets)
            throws IOException {
        Path root = Files.createTempDirectory(Files.createDirectories(Path.of("target")), "volumes-")
                .toAbsolutePath();
        Map<String, Path> directories = new HashMap<>();
        Map<String, String> empty = new HashMap<>();
        for (Volume volume : pod.getVolumes()) {
            if (volume.getEmptyDir() == null) {
                Path directory = Files.createDirectory(root.resolve(volume.getName()));
                write(
                        directory,
                        content(chart, volume, secrets),
                        pod.getSecurityContext().getFsGroup());
                directories.put(volume.getName(), directory);
            } else {
                Quantity limit = volume.getEmptyDir().getSizeLimit();
                empty.put(
                        volume.getName(),
                        "rw,nosuid,nodev,noexec,mode=0777"
                                + (limit == null
                                        ? ""
                                        : ",size=" + limit.getNumericalAmount().longValueExact()));
            }
        }
        return new PodVolumes(Map.copyOf(directories), Map.copyOf(empty));
    }

    private static Content content(RenderedChart chart, Volume volume, Map<String, Map<String, String>> secrets) {
        if (volume.getConfigMap() != null) {
            return new Content(chart.configMap(volume.getConfigMap().getName()), 0644);
        }
        if (volume.getSecret() != null) {
            return new Content(
                    chosen(
                            secrets,
                            volume.getSecret().getSecretName(),
                            volume.getSecret().getItems()),
                    volume.getSecret().getDefaultMode());
        }
        if (volume.getProjected() == null) {
            throw new AssertionError("no test has volumes like " + volume);
        }
        Map<String, String> files = new HashMap<>();
        for (VolumeProjection source : volume.getProjected().getSources()) {
            SecretProjection secret = Objects.requireNonNull(source.getSecret(), "no test has volumes like " + volume);
            files.putAll(chosen(secrets, secret.getName(), secret.getItems()));
        }
        return new Content(files, volume.getProjected().getDefaultMode());
    }

    /** Like a kubelet, which starts no pod whose Secret is missing, or a key of it. */
    private static Map<String, String> chosen(
            Map<String, Map<String, String>> secrets, String name, List<KeyToPath> items) {
        Map<String, String> secret =
                Optional.ofNullable(secrets.get(name)).orElseThrow(() -> new AssertionError("no Secret " + name));
        if (items.isEmpty()) {
            return secret;
        }
        Map<String, String> chosen = new HashMap<>();
        for (KeyToPath item : items) {
            chosen.put(
                    item.getPath(),
                    Optional.ofNullable(secret.get(item.getKey()))
                            .orElseThrow(
                                    () -> new AssertionError("the Secret " + name + " is asked for " + item.getKey())));
        }
        return chosen;
    }

    /** {@code KEY -> ..data/KEY}, {@code ..data -> ..VERSION}: so that all files of a volume change at once. */
    private static void write(Path directory, Content content, Long group) throws IOException {
        Path version = Files.createDirectory(directory.resolve("..version"));
        Files.createSymbolicLink(directory.resolve("..data"), version.getFileName());
        for (Map.Entry<String, String> file : content.files().entrySet()) {
            Path written = Files.writeString(version.resolve(file.getKey()), file.getValue());
            Files.createSymbolicLink(directory.resolve(file.getKey()), Path.of("..data", file.getKey()));
            restrict(written, content.mode(), group);
        }
    }

    /** Only root gives files away; another user's are left readable for anybody. */
    private static void restrict(Path file, int mode, Long group) throws IOException {
        boolean root = Files.getAttribute(file, "unix:uid").equals(0);
        if (root) {
            Files.setAttribute(file, "unix:gid", Math.toIntExact(group));
        }
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(text(root ? mode : mode | 0444)));
    }

    private static String text(int mode) {
        StringBuilder text = new StringBuilder();
        for (int bit = 8; bit >= 0; bit--) {
            text.append((mode >> bit & 1) == 1 ? "xwr".charAt(bit % 3) : '-');
        }
        return text.toString();
    }

    /** What a container of the pod mounts. */
    List<Bind> binds(Container container) {
        List<Bind> binds = new ArrayList<>();
        for (VolumeMount mount : container.getVolumeMounts()) {
            Path directory = directories.get(mount.getName());
            if (directory != null) {
                binds.add(new Bind(
                        source(directory, mount.getSubPath()).toString(),
                        new com.github.dockerjava.api.model.Volume(mount.getMountPath()),
                        Boolean.TRUE.equals(mount.getReadOnly()) ? AccessMode.ro : AccessMode.rw));
            }
        }
        return binds;
    }

    private static Path source(Path directory, String subPath) {
        try {
            return subPath == null ? directory : directory.resolve(subPath).toRealPath();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Where it mounts directories that are empty at its start, as Docker's options for a tmpfs. */
    Map<String, String> emptyDirectories(Container container) {
        Map<String, String> mounted = new HashMap<>();
        for (VolumeMount mount : container.getVolumeMounts()) {
            String options = empty.get(mount.getName());
            if (options != null) {
                mounted.put(mount.getMountPath(), options);
            } else if (!directories.containsKey(mount.getName())) {
                throw new AssertionError("no volume " + mount.getName());
            }
        }
        return mounted;
    }
}
