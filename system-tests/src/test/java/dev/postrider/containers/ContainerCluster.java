package dev.postrider.containers;

import com.github.dockerjava.api.model.Volume;
import dev.postrider.chart.Chart;
import dev.postrider.chart.RenderedChart;
import dev.postrider.chart.RenderedChart.RenderedPod;
import dev.postrider.servicekit.net.SelfSigned;
import dev.postrider.system.AdminApi;
import dev.postrider.testkit.fixture.KafkaFixture;
import dev.postrider.testkit.fixture.PostgresFixture;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Service;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Stream;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.Network;
import org.testcontainers.containers.startupcheck.OneShotStartupCheckStrategy;
import org.testcontainers.containers.wait.strategy.Wait;
import org.testcontainers.kafka.KafkaContainer;
import org.testcontainers.lifecycle.Startables;
import org.testcontainers.postgresql.PostgreSQLContainer;
import org.testcontainers.utility.DockerImageName;

/** The pods that the chart renders, as containers on one network: two of smtp-ingress, one of each other service, and what they need. */
final class ContainerCluster implements AutoCloseable {
    static final String DOMAIN = "containers.test";

    /** In the order of their start. */
    static final List<String> SERVICES = List.of("mailbox-service", "delivery-worker", "imap-gateway", "smtp-ingress");

    private static final int S3_PORT = 8080;
    private static final String SECRET = "containers-secret";

    private final Network network = Network.newNetwork();
    private final KafkaContainer kafka = KafkaFixture.container();
    private final PostgreSQLContainer postgres = PostgresFixture.container();
    private final GenericContainer<?> s3 = new GenericContainer<>(DockerImageName.parse(Images.s3()));
    private final Map<String, List<Replica>> replicas = new ConcurrentHashMap<>();
    private final RenderedChart chart;
    private final Map<String, Map<String, String>> secrets;

    private ContainerCluster() throws IOException {
        Map<String, Object> values = new LinkedHashMap<>();
        values.put("hostname", "mx." + DOMAIN);
        values.put("kafka.bootstrapServers[0]", "kafka:19092");
        values.put("postgres.database", postgres.getDatabaseName());
        values.put("postgres.user", postgres.getUsername());
        values.put("postgres.tls.mode", "disable");
        values.put("blobs.type", "s3");
        values.put("blobs.s3.bucket", "postrider");
        values.put("blobs.s3.endpoint", "http://s3:" + S3_PORT);
        values.put("blobs.s3.pathStyle", true);
        values.put("blobs.s3.accessKeyId", "postrider");
        values.put("blobs.s3.existingSecret", "s3");
        values.put("mailboxService.admin.existingSecret", "admin");
        chart = Chart.render("laptop", values);
        SelfSigned.PemFiles tls = SelfSigned.ensure(
                Files.createTempDirectory(Files.createDirectories(Path.of("target")), "tls-"),
                List.of("mx." + DOMAIN, "localhost"),
                Instant.now());
        secrets = Map.of(
                "postgres", Map.of("password", postgres.getPassword()),
                "s3", Map.of("secret-access-key", SECRET),
                "admin", Map.of("token", SECRET),
                "mail-tls",
                        Map.of(
                                "tls.crt", Files.readString(tls.certificate()),
                                "tls.key", Files.readString(tls.key())));
    }

    /** Starts everything as an installation does, and waits until every service is ready. */
    static ContainerCluster start() throws IOException, InterruptedException {
        ContainerCluster cluster = new ContainerCluster();
        try {
            cluster.startEngines();
            cluster.prepare();
            for (String service : SERVICES) {
                cluster.add(service);
            }
            cluster.add("smtp-ingress");
            cluster.admin().putDomain(DOMAIN);
            return cluster;
        } catch (IOException | InterruptedException | RuntimeException | AssertionError e) {
            cluster.close();
            throw e;
        }
    }

    private void startEngines() {
        kafka.withNetwork(network).withListener("kafka:19092");
        postgres.withNetwork(network).withNetworkAliases("postgres");
        s3.withNetwork(network).withNetworkAliases("s3");
        s3.withEnv(Map.of(
                "S3PROXY_ENDPOINT", "http://0.0.0.0:" + S3_PORT,
                "S3PROXY_AUTHORIZATION", "aws-v2-or-v4",
                "S3PROXY_IDENTITY", "postrider",
                "S3PROXY_CREDENTIAL", SECRET,
                "JCLOUDS_PROVIDER", "filesystem-nio2",
                "JCLOUDS_FILESYSTEM_BASEDIR", "/data"));
        // A directory is a bucket. On a disk, since the server keeps metadata in extended attributes.
        s3.withCreateContainerCmdModifier(create -> create.withVolumes(new Volume("/data/postrider")));
        s3.withExposedPorts(S3_PORT).waitingFor(Wait.forListeningPort());
        Startables.deepStart(Stream.of(kafka, postgres, s3)).join();
    }

    /** The Job before an installation: one container after the other. */
    private void prepare() throws IOException {
        RenderedPod job = chart.pod("prepare");
        PodVolumes volumes = PodVolumes.of(chart, job.spec(), secrets);
        List<Container> containers = new ArrayList<>(job.spec().getInitContainers());
        containers.addAll(job.spec().getContainers());
        containers.forEach(container -> new PodContainer(job, container, volumes).run(network));
    }

    /** One replica more of a service, ready. */
    Replica add(String service) throws IOException {
        long begin = System.nanoTime();
        RenderedPod pod = chart.pod(service);
        PodContainer rendered =
                new PodContainer(pod, pod.spec().getContainers().getFirst(), PodVolumes.of(chart, pod.spec(), secrets));
        Replica added = Replica.start(rendered, network, namesOf(pod));
        System.out.printf("Containers: one more %s, ready after %.1f s%n", service, (System.nanoTime() - begin) / 1e9);
        replicas.computeIfAbsent(service, name -> new CopyOnWriteArrayList<>()).add(added);
        return added;
    }

    /** The names of the Services that select a pod. */
    private List<String> namesOf(RenderedPod pod) {
        return chart.ofKind("Service").stream()
                .map(object -> object.as(Service.class))
                .filter(service -> pod.labels()
                        .entrySet()
                        .containsAll(service.getSpec().getSelector().entrySet()))
                .map(service -> service.getMetadata().getName())
                .toList();
    }

    /** The replica is about to end: clients are not sent to it any more. */
    void forget(Replica replica) {
        all(replica.service()).remove(replica);
    }

    List<Replica> all(String service) {
        return replicas.getOrDefault(service, List.of());
    }

    /** A port on this machine that leads to one of a service's replicas, as a load balancer would choose. */
    int anyPort(String service, String port) {
        List<Replica> all = List.copyOf(all(service));
        return all.get(ThreadLocalRandom.current().nextInt(all.size())).port(port);
    }

    /** Makes an account. @return its address */
    String account(String name, String password) throws IOException, InterruptedException {
        String login = name + "@" + DOMAIN;
        admin().putAccount(login, password);
        return login;
    }

    /**
     * Runs the image of the command line beside the services.
     *
     * @return what it printed
     * @throws org.testcontainers.containers.ContainerLaunchException if it does not end with 0
     */
    String cli(String... arguments) {
        Map<String, String> environment = new HashMap<>();
        environment.put("POSTRIDER_ADMIN_URL", "http://" + Chart.RELEASE + "-postrider-admin:9620");
        environment.put("POSTRIDER_ADMIN_TOKEN", SECRET);
        environment.put("POSTRIDER_KAFKA_BOOTSTRAP_SERVERS", "kafka:19092");
        try (GenericContainer<?> cli = new GenericContainer<>(DockerImageName.parse(Images.named("cli")))) {
            cli.withNetwork(network).withEnv(environment).withCommand(arguments);
            cli.withStartupCheckStrategy(new OneShotStartupCheckStrategy());
            cli.start();
            return cli.getLogs();
        }
    }

    private AdminApi admin() {
        return new AdminApi(anyPort("mailbox-service", "admin"), SECRET);
    }

    @Override
    public void close() {
        List<AutoCloseable> open = new ArrayList<>();
        replicas.values().forEach(open::addAll);
        open.addAll(List.of(kafka, postgres, s3, network));
        for (AutoCloseable one : open) {
            try {
                one.close();
            } catch (Exception e) {
                System.out.println("Containers: cannot remove " + one + ": " + e);
            }
        }
    }
}
