package dev.postrider.chart;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.postrider.chart.RenderedChart.RenderedPod;
import dev.postrider.delivery.DeliveryWorker;
import dev.postrider.imap.ImapGateway;
import dev.postrider.mailbox.MailboxService;
import dev.postrider.servicekit.PostriderService;
import dev.postrider.servicekit.ServiceHost;
import dev.postrider.servicekit.config.Configuration;
import dev.postrider.servicekit.config.ConfigurationException;
import dev.postrider.servicekit.config.Problem;
import dev.postrider.servicekit.config.Settings;
import dev.postrider.smtp.ingress.SmtpIngress;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerPort;
import io.fabric8.kubernetes.api.model.KeyToPath;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeMount;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The services themselves read the configuration that the chart gives them, and the pods are what that configuration says. */
final class ChartConfigurationTest {
    private static final Pattern MOUNTED_FILE = Pattern.compile("/etc/postrider/[A-Za-z0-9./-]+");
    /** Kafka's client is told of a directory and a key. */
    private static final Pattern DIRECTORY = Pattern.compile("/etc/postrider/secrets/[^/]+");
    /** A mistake of our own, after which no service opens anything: it only tells what else is wrong. */
    private static final Map<String, String> MISTAKE = Map.of("management.port", "none");

    private static final Map<String, PostriderService> SERVICES = Map.of(
            "smtp-ingress", new SmtpIngress(),
            "delivery-worker", new DeliveryWorker(),
            "mailbox-service", new MailboxService(),
            "imap-gateway", new ImapGateway());

    static List<String> sets() {
        return Chart.valueSets();
    }

    @ParameterizedTest
    @MethodSource("sets")
    void everyServiceTakesItsConfiguration(String set, @TempDir Path files) throws Exception {
        RenderedChart chart = Chart.render(set);
        for (Map.Entry<String, PostriderService> service : SERVICES.entrySet()) {
            Settings settings = load(chart, service.getKey(), files, MISTAKE);

            List<Problem> problems = problems(settings, service.getValue());

            assertEquals(
                    List.of("management.port"),
                    problems.stream().map(Problem::path).distinct().toList(),
                    () -> service.getKey() + ": " + problems);
        }
    }

    private static List<Problem> problems(Settings settings, PostriderService service) throws Exception {
        try {
            ServiceHost.start(settings, List.of(service))
                    .toCompletionStage()
                    .toCompletableFuture()
                    .get(30, TimeUnit.SECONDS);
            throw new AssertionError("started with a wrong management.port");
        } catch (ExecutionException e) {
            return assertInstanceOf(ConfigurationException.class, e.getCause()).problems();
        }
    }

    /** As in the pod, with files of a scratch directory in place of the mounted ones. */
    private static Settings load(RenderedChart chart, String component, Path files, Map<String, String> overrides)
            throws IOException {
        String conf = chart.serviceConf(component);
        Path root = files.resolve(component);
        for (String file : mountedFiles(conf)) {
            Path stand = root.resolve(file.substring(1));
            if (DIRECTORY.matcher(file).matches()) {
                Files.createDirectories(stand);
            } else if (!Files.exists(stand)) {
                Files.createDirectories(stand.getParent());
                Files.writeString(stand, "a secret of more than sixteen characters\n");
            }
        }
        Path written = Files.writeString(
                Files.createDirectories(root).resolve("service.conf"),
                conf.replace("/etc/postrider/", root + "/etc/postrider/"));
        return Configuration.load(Optional.of(written), Map.of(), overrides);
    }

    private static List<String> mountedFiles(String conf) {
        return MOUNTED_FILE
                .matcher(conf)
                .results()
                .map(MatchResult::group)
                .distinct()
                .toList();
    }

    @ParameterizedTest
    @MethodSource("sets")
    void everyFileThatTheConfigurationNamesIsMounted(String set) {
        RenderedChart chart = Chart.render(set);
        for (RenderedPod pod : chart.pods()) {
            if (pod.component().equals("cli")) {
                continue;
            }
            for (String file : mountedFiles(chart.serviceConf(pod.component()))) {
                assertTrue(isMounted(pod, file), () -> pod + " does not mount " + file);
            }
        }
    }

    private static boolean isMounted(RenderedPod pod, String file) {
        Map<String, Volume> volumes = pod.spec().getVolumes().stream()
                .collect(Collectors.toMap(Volume::getName, volume -> volume, (one, two) -> one, TreeMap::new));
        return pod.spec().getContainers().getFirst().getVolumeMounts().stream()
                .anyMatch(mount -> file.equals(mount.getMountPath()) || holds(mount, volumes, file));
    }

    private static boolean holds(VolumeMount mount, Map<String, Volume> volumes, String file) {
        if (!file.startsWith(mount.getMountPath() + "/")) {
            return false;
        }
        String name = file.substring(mount.getMountPath().length() + 1);
        Volume volume = Optional.ofNullable(volumes.get(mount.getName())).orElseThrow();
        List<String> paths = Stream.concat(
                        Stream.ofNullable(volume.getSecret()).flatMap(secret -> secret.getItems().stream()),
                        Stream.ofNullable(volume.getProjected())
                                .flatMap(projected -> projected.getSources().stream())
                                .flatMap(source -> source.getSecret().getItems().stream()))
                .map(KeyToPath::getPath)
                .toList();
        // Without items every key is a file.
        return paths.isEmpty() || paths.contains(name);
    }

    /** The password of SASL stays in its file, and Kafka's client reads it from there. */
    @Test
    void kafkaReadsItsPasswordFromTheMountedFile(@TempDir Path files) throws IOException {
        Settings settings = load(Chart.render("keda"), "delivery-worker", files, Map.of());
        Files.writeString(files.resolve("delivery-worker/etc/postrider/secrets/kafka/password"), "from-the-file");
        Map<String, Object> client = new TreeMap<>(Map.of(
                "bootstrap.servers", "localhost:9092",
                "key.serializer", ByteArraySerializer.class,
                "value.serializer", ByteArraySerializer.class));
        client.putAll(settings.map("kafka.properties"));

        ProducerConfig producer = new ProducerConfig(client);

        assertEquals("SASL_SSL", producer.getString("security.protocol"));
        assertEquals(
                "org.apache.kafka.common.security.scram.ScramLoginModule required username=\"postrider\""
                        + " password=\"from-the-file\";",
                producer.getPassword("sasl.jaas.config").value());
    }

    @ParameterizedTest
    @MethodSource("sets")
    void containerPortsAreThoseThatTheServiceBinds(String set, @TempDir Path files) throws IOException {
        RenderedChart chart = Chart.render(set);
        for (String component : SERVICES.keySet()) {
            Settings settings = load(chart, component, files, Map.of());
            Map<String, Integer> bound = new TreeMap<>();
            bound.put("management", settings.port("management.port"));
            switch (component) {
                case "smtp-ingress" ->
                    bind(
                            bound,
                            settings,
                            "smtp-ingress",
                            Map.of("smtp", "mx", "submission", "submission", "submissions", "submissions"));
                case "imap-gateway" -> bind(bound, settings, "imap-gateway", Map.of("imap", "imap", "imaps", "imaps"));
                case "mailbox-service" -> {
                    bound.put("grpc", settings.port("mailbox-service.grpc.port"));
                    bound.put("admin", settings.port("mailbox-service.admin.port"));
                }
                case "delivery-worker" -> bound.put("admin", settings.port("delivery-worker.admin.port"));
                default -> {}
            }
            Container container = chart.pod(component).spec().getContainers().getFirst();
            assertEquals(
                    bound,
                    container.getPorts().stream()
                            .collect(Collectors.toMap(
                                    ContainerPort::getName,
                                    ContainerPort::getContainerPort,
                                    (one, two) -> one,
                                    TreeMap::new)),
                    () -> set + ": " + component);
        }
    }

    /** Adds those of {@code ports} (name to listener) whose listener is on. */
    private static void bind(Map<String, Integer> bound, Settings settings, String service, Map<String, String> ports) {
        ports.forEach((port, listener) -> {
            Settings own = settings.section(service + ".listeners." + listener);
            if (own.flag("enabled")) {
                bound.put(port, own.port("port"));
            }
        });
    }

    @ParameterizedTest
    @MethodSource("sets")
    void theGracePeriodHoldsTheWholeDrain(String set, @TempDir Path files) throws IOException {
        RenderedChart chart = Chart.render(set);
        for (String component : SERVICES.keySet()) {
            Settings settings = load(chart, component, files, Map.of());
            RenderedPod pod = chart.pod(component);
            Duration own = switch (component) {
                case "smtp-ingress" -> settings.duration("smtp-ingress.drain");
                case "delivery-worker" -> settings.duration("delivery-worker.drain-grace");
                case "imap-gateway" -> settings.duration("imap-gateway.timeouts.drain");
                case "mailbox-service" -> settings.duration("mailbox-service.drain");
                default -> Duration.ZERO;
            };
            Duration all = settings.duration("drain.timeout");
            long preStop = Optional.ofNullable(
                            pod.spec().getContainers().getFirst().getLifecycle())
                    .map(lifecycle -> lifecycle.getPreStop().getSleep().getSeconds())
                    .orElse(0L);
            assertTrue(own.compareTo(all) < 0, () -> component + " is cut off while it drains");
            assertEquals(Duration.ZERO, settings.duration("drain.delay"), "the preStop hook waits already");
            // The process ends itself 5 s after drain.timeout at the latest.
            assertTrue(
                    pod.spec().getTerminationGracePeriodSeconds() >= preStop + all.toSeconds() + 5,
                    () -> component + " is killed while it drains");
        }
    }
}
