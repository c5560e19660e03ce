package dev.postrider.system;

import dev.postrider.servicekit.net.SelfSigned;
import dev.postrider.testkit.FakeCollector;
import dev.postrider.testkit.FakeDns;
import dev.postrider.testkit.FakeMx;
import dev.postrider.testkit.FreePort;
import dev.postrider.testkit.fixture.KafkaFixture;
import dev.postrider.testkit.fixture.PostgresFixture;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

/**
 * The four services as processes, with a DNS and a remote mail server of the tests' own. {@link #shared} is one for all tests of the JVM, since its start
 * takes a while; each test makes accounts of its own. Tests that break Kafka or PostgreSQL start one for themselves.
 */
final class PostriderCluster implements AutoCloseable {
    static final String DOMAIN = "system.test";
    static final String REMOTE_DOMAIN = "remote.test";
    private static final String INGRESS = "dev.postrider.smtp.ingress.Main";
    private static final Duration READY_LIMIT = Duration.ofSeconds(60);
    private static final String ADMIN_TOKEN = "system-tests-admin-token";

    private static final class Shared {
        private static final FakeCollector COLLECTOR = startCollector();
        private static final PostriderCluster INSTANCE = startShared();
    }

    private final Map<String, ServiceProcess> processes = new LinkedHashMap<>();
    private final Path directory;
    private final FakeDns dns = FakeDns.start();
    private final FakeMx remote = FakeMx.start();
    private final int mx = FreePort.next();
    private final int submission = FreePort.next();
    private final int imap = FreePort.next();
    private final int imaps = FreePort.next();
    private final int grpc = FreePort.next();
    private final int admin = FreePort.next();
    private final int queue = FreePort.next();
    private final String bootstrapServers;
    private final Map<String, String> shared;
    private final Map<String, String> further;
    private final Map<String, Integer> management = new LinkedHashMap<>();

    static PostriderCluster shared() {
        return Shared.INSTANCE;
    }

    /** Where the traces of {@link #shared} arrive. */
    static FakeCollector collector() {
        return Shared.COLLECTOR;
    }

    private static FakeCollector startCollector() {
        try {
            return FakeCollector.start();
        } catch (IOException e) {
            throw new AssertionError("no collector", e);
        }
    }

    private static PostriderCluster startShared() {
        try {
            PostriderCluster cluster = start(
                    KafkaFixture.shared().bootstrapServers(),
                    PostgresFixture.shared().freshDatabase(),
                    Map.of("tracing.otlp-endpoint", collector().endpoint()));
            Runtime.getRuntime().addShutdownHook(new Thread(cluster::close, "kill-services"));
            return cluster;
        } catch (IOException e) {
            throw new AssertionError("the system cannot be started", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }

    /** Starts the services on the given engines, and waits until each is ready. */
    static PostriderCluster start(String bootstrapServers, PostgresFixture.Database database)
            throws IOException, InterruptedException {
        return start(bootstrapServers, database, Map.of());
    }

    /** As before, with further settings, by path; they begin with the name of the service that they are for, or with {@code tracing.} */
    static PostriderCluster start(
            String bootstrapServers, PostgresFixture.Database database, Map<String, String> further)
            throws IOException, InterruptedException {
        Path directory = Files.createTempDirectory(Files.createDirectories(Path.of("target")), "cluster-");
        PostriderCluster cluster =
                new PostriderCluster(directory.toAbsolutePath(), bootstrapServers, database, further);
        try {
            cluster.launchAll();
            return cluster;
        } catch (IOException | InterruptedException | AssertionError e) {
            cluster.close();
            throw e;
        }
    }

    private PostriderCluster(
            Path directory, String bootstrapServers, PostgresFixture.Database database, Map<String, String> further)
            throws IOException {
        this.directory = directory;
        this.bootstrapServers = bootstrapServers;
        this.further = Map.copyOf(further);
        SelfSigned.PemFiles tls =
                SelfSigned.ensure(directory.resolve("tls"), List.of("localhost", "127.0.0.1"), Instant.now());
        Map<String, String> all = new HashMap<>();
        set(all, "kafka.bootstrap-servers", bootstrapServers);
        set(all, "kafka.partitions", "4");
        set(all, "postgres.host", database.host());
        set(all, "postgres.port", Integer.toString(database.port()));
        set(all, "postgres.database", database.database());
        set(all, "postgres.user", database.user());
        set(all, "postgres.password", database.password());
        set(all, "postgres.pool-size", "8");
        set(all, "postgres.tls", "disable");
        set(all, "blobs.directory", directory.resolve("blobs").toString());
        set(all, "clients.mailbox-service", "127.0.0.1:" + grpc);
        set(all, "tls.certificate", tls.certificate().toString());
        set(all, "tls.key", tls.key().toString());
        set(all, "management.host", "127.0.0.1");
        further.forEach((path, value) -> {
            if (path.startsWith("tracing.")) {
                set(all, path, value);
            }
        });
        this.shared = Map.copyOf(all);
        dns.with(REMOTE_DOMAIN, "MX", "10 mx." + REMOTE_DOMAIN + ".").with("mx." + REMOTE_DOMAIN, "A", "127.0.0.1");
    }

    private void launchAll() throws IOException, InterruptedException {
        launch(
                "mailbox-service",
                "dev.postrider.mailbox.Main",
                Map.of(
                        "mailbox-service.grpc.host",
                        "127.0.0.1",
                        "mailbox-service.grpc.port",
                        Integer.toString(grpc),
                        "mailbox-service.admin.host",
                        "127.0.0.1",
                        "mailbox-service.admin.port",
                        Integer.toString(admin),
                        "mailbox-service.admin.token",
                        ADMIN_TOKEN));
        launch("delivery-worker", "dev.postrider.delivery.Main", workerSettings());
        launch("imap-gateway", "dev.postrider.imap.Main", gatewaySettings());
        launch("smtp-ingress", INGRESS, ingressSettings(mx, submission));
        for (ServiceProcess process : processes.values()) {
            process.awaitStarted();
        }
        for (Map.Entry<String, Integer> port : management.entrySet()) {
            awaitReady(port.getKey(), port.getValue());
        }
        adminApi().putDomain(DOMAIN);
    }

    /** On a busy machine a service may have started before its schema was there. */
    private static void awaitReady(String name, int port) {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/readyz"))
                .timeout(READY_LIMIT)
                .build();
        try (HttpClient client = HttpClient.newHttpClient()) {
            AtomicReference<String> last = new AtomicReference<>("");
            Waiting.until(
                    name + " ready",
                    READY_LIMIT,
                    () -> {
                        HttpResponse<String> answer = client.sendAsync(request, HttpResponse.BodyHandlers.ofString())
                                .join();
                        last.set(answer.body());
                        return Optional.of(answer.statusCode()).filter(status -> status == 200);
                    },
                    last::get);
        }
    }

    /**
     * Starts another smtp-ingress beside the first.
     *
     * @param settings over those of the first, which has an MX and a submission listener
     */
    void addIngress(String name, int mxPort, int submissionPort, Map<String, String> settings)
            throws IOException, InterruptedException {
        Map<String, String> all = new HashMap<>(ingressSettings(mxPort, submissionPort));
        all.putAll(settings);
        launch(name, INGRESS, all).awaitStarted();
    }

    private Map<String, String> ingressSettings(int mxPort, int submissionPort) {
        return Map.of(
                "smtp-ingress.hostname",
                "mx." + DOMAIN,
                "smtp-ingress.policy.dns.servers",
                dns.address(),
                "smtp-ingress.listeners.mx.host",
                "127.0.0.1",
                "smtp-ingress.listeners.mx.port",
                Integer.toString(mxPort),
                "smtp-ingress.listeners.submission.host",
                "127.0.0.1",
                "smtp-ingress.listeners.submission.port",
                Integer.toString(submissionPort),
                "smtp-ingress.listeners.submissions.enabled",
                "off");
    }

    private Map<String, String> workerSettings() {
        return Map.of(
                "delivery-worker.relay.port", Integer.toString(remote.port()),
                "delivery-worker.relay.dns.servers", dns.address(),
                "delivery-worker.admin.port", Integer.toString(queue),
                "delivery-worker.admin.token", ADMIN_TOKEN);
    }

    private Map<String, String> gatewaySettings() {
        return Map.of(
                "imap-gateway.listeners.imap.host",
                "127.0.0.1",
                "imap-gateway.listeners.imap.port",
                Integer.toString(imap),
                "imap-gateway.listeners.imaps.host",
                "127.0.0.1",
                "imap-gateway.listeners.imaps.port",
                Integer.toString(imaps));
    }

    private ServiceProcess launch(String name, String mainClass, Map<String, String> settings) throws IOException {
        Map<String, String> environment = new HashMap<>(shared);
        settings.forEach((path, value) -> set(environment, path, value));
        further.forEach((path, value) -> {
            if (path.startsWith(name + ".")) {
                set(environment, path, value);
            }
        });
        management.put(name, FreePort.next());
        set(environment, "management.port", String.valueOf(management.get(name)));
        ServiceProcess process = ServiceProcess.start(mainClass, environment, directory.resolve(name + ".log"));
        processes.put(name, process);
        return process;
    }

    private static void set(Map<String, String> environment, String path, String value) {
        environment.put(
                "POSTRIDER_"
                        + path.toUpperCase(java.util.Locale.ROOT)
                                .replace('.', '_')
                                .replace('-', '_'),
                value);
    }

    /** Kills the services, and ends the DNS and the remote server. */
    @Override
    public void close() {
        for (ServiceProcess process : processes.values()) {
            try {
                process.kill();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
        dns.close();
        remote.close();
    }

    /** Makes an account. @return its address */
    String account(String name, String password) throws IOException, InterruptedException {
        String login = name + "@" + DOMAIN;
        adminApi().putAccount(login, password);
        return login;
    }

    /** Holds the stores against the promises, as {@code postrider verify} does. @throws AssertionError with the report */
    void verify() throws IOException, InterruptedException {
        String report = adminApi().verify();
        if (!report.contains("\"ok\":true")) {
            throw new AssertionError("verify found breaches: " + report);
        }
    }

    private AdminApi adminApi() {
        return new AdminApi(admin, ADMIN_TOKEN);
    }

    /** What {@code postrider queue} has to be told. */
    List<String> queueOptions() {
        return List.of("--admin", "http://127.0.0.1:" + queue, "--token", ADMIN_TOKEN);
    }

    String bootstrapServers() {
        return bootstrapServers;
    }

    /** The services by name, in the order of their start. */
    Map<String, ServiceProcess> processes() {
        return processes;
    }

    /** The management port of each service. */
    Map<String, Integer> managementPorts() {
        return Map.copyOf(management);
    }

    /** Receives what is for {@link #REMOTE_DOMAIN}. */
    FakeMx remote() {
        return remote;
    }

    FakeDns dns() {
        return dns;
    }

    int mxPort() {
        return mx;
    }

    int submissionPort() {
        return submission;
    }

    int imapPort() {
        return imap;
    }

    int imapsPort() {
        return imaps;
    }

    /** The certificate that every listener shows, PEM. */
    Path certificate() {
        return directory.resolve("tls").resolve("tls.crt");
    }

    /** Where the services' outputs are. */
    Path directory() {
        return directory;
    }
}
