package dev.postrider.deploy;

import dev.postrider.delivery.DeliveryWorker;
import dev.postrider.embedded.EmbeddedKafka;
import dev.postrider.embedded.LocalPostgres;
import dev.postrider.imap.ImapGateway;
import dev.postrider.mailbox.MailboxService;
import dev.postrider.servicekit.PostriderService;
import dev.postrider.servicekit.ServiceHost;
import dev.postrider.servicekit.config.Configuration;
import dev.postrider.servicekit.config.ConfigurationException;
import dev.postrider.servicekit.config.Settings;
import dev.postrider.servicekit.log.Logging;
import dev.postrider.servicekit.net.SelfSigned;
import dev.postrider.smtp.ingress.SmtpIngress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code postrider up}: the whole system on this machine, in one process with a PostgreSQL beside it. */
@Command(
        name = "up",
        mixinStandardHelpOptions = true,
        description = "Starts the whole system on this machine and runs it until Ctrl-C.")
final class Up implements Callable<Integer> {
    private static final Duration START_TIMEOUT = Duration.ofSeconds(90);
    private static final Duration DRAIN_TIMEOUT = Duration.ofSeconds(20);
    private static final String ANY_ADDRESS = "0.0.0.0";
    private static final String LOOPBACK = "127.0.0.1";

    @Option(
            names = "--data",
            description = "Where everything is kept (default: ${DEFAULT-VALUE}).",
            defaultValue = "data")
    private Path data = Path.of("data");

    @Option(names = "--kafka", description = "Use this Kafka (host:port,…) instead of the embedded one.")
    private Optional<String> kafka = Optional.empty();

    @Option(
            names = "--postgres",
            description =
                    "Use this PostgreSQL (postgresql://user@host:port/database; password in POSTRIDER_POSTGRES_PASSWORD).")
    private Optional<String> postgres = Optional.empty();

    @Option(names = "--blobs", description = "Keep bodies above 256 KiB here: a directory, or s3://bucket.")
    private Optional<String> blobs = Optional.empty();

    @Option(
            names = "--only",
            split = ",",
            description = "Start only these: ${COMPLETION-CANDIDATES}.",
            completionCandidates = Services.class)
    private List<String> only = List.of();

    @Option(names = "--config", description = "Settings in HOCON, over the defaults of every service.")
    private Optional<Path> config = Optional.empty();

    /** What was started, the last first: it is stopped in this order. */
    private final Deque<AutoCloseable> started = new ArrayDeque<>();

    /** The services in the order of their start. */
    static final class Services implements Iterable<String> {
        static List<PostriderService> all() {
            return List.of(new MailboxService(), new DeliveryWorker(), new ImapGateway(), new SmtpIngress());
        }

        @Override
        public java.util.Iterator<String> iterator() {
            return all().stream().map(PostriderService::name).iterator();
        }
    }

    @Override
    public Integer call() throws Exception {
        long begin = System.nanoTime();
        CountDownLatch stopped = new CountDownLatch(1);
        Thread shutdown = new Thread(() -> {
            if (owns()) {
                Progress.say("stopping");
                stopAll();
                Progress.say("stopped");
            }
            stopped.countDown();
        });
        try {
            DataDirectory directory = own(DataDirectory.open(data));
            logToFile(directory.resolve("log"));
            checkNames();
            Runtime.getRuntime().addShutdownHook(shutdown);
            Settings settings = settings(directory);
            ServiceHost host = startServices(settings);
            Optional<DemoAccounts> accounts =
                    runs("mailbox-service") ? Optional.of(DemoAccounts.ensure(directory, settings)) : Optional.empty();
            Progress.say("ready in " + Progress.since(begin));
            accounts.ifPresent(found -> System.out.println(found.banner(settings, directory, host.managementPort())));
        } catch (StartFailure | ConfigurationException e) {
            System.err.println("postrider: " + e.getMessage());
            stopAll();
            return e instanceof ConfigurationException ? 2 : 1;
        }
        stopped.await();
        return 0;
    }

    /** The terminal is for people; what services log goes into a file. {@code -Dpostrider.log=plain} brings it back. */
    private static void logToFile(Path directory) throws IOException {
        Files.createDirectories(directory);
        if (System.getProperty("postrider.log") == null) {
            System.setProperty("postrider.log", "file");
            System.setProperty(
                    "postrider.log.file", directory.resolve("postrider.log").toString());
        }
        Logging.install();
    }

    private void checkNames() {
        List<String> known = Services.all().stream().map(PostriderService::name).toList();
        List<String> unknown =
                only.stream().filter(name -> !known.contains(name)).toList();
        if (!unknown.isEmpty()) {
            throw new StartFailure("--only knows " + String.join(", ", known) + ", not " + String.join(", ", unknown));
        }
    }

    private boolean runs(String service) {
        return only.isEmpty() || only.contains(service);
    }

    private <T extends AutoCloseable> T own(T part) {
        synchronized (started) {
            started.push(part);
        }
        return part;
    }

    private ServiceHost startServices(Settings settings) throws InterruptedException {
        List<PostriderService> services =
                Services.all().stream().filter(service -> runs(service.name())).toList();
        try {
            Progress.say("services: "
                    + String.join(
                            ", ", services.stream().map(PostriderService::name).toList()));
            ServiceHost host = ServiceHost.start(settings, services)
                    .toCompletionStage()
                    .toCompletableFuture()
                    .get(START_TIMEOUT.toSeconds(), TimeUnit.SECONDS);
            own(() -> host.drain()
                    .toCompletionStage()
                    .toCompletableFuture()
                    .get(DRAIN_TIMEOUT.toSeconds(), TimeUnit.SECONDS));
            return host;
        } catch (ExecutionException e) {
            if (e.getCause() instanceof ConfigurationException wrong) {
                throw wrong;
            }
            throw new StartFailure("the services did not start: " + e.getCause());
        } catch (TimeoutException e) {
            throw new StartFailure("the services did not start within " + START_TIMEOUT.toSeconds()
                    + " s; log/postrider.log in the data directory says why");
        }
    }

    /** Starts the engines that are not given, and makes settings that point at them. */
    private Settings settings(DataDirectory directory) throws IOException, InterruptedException {
        Map<String, String> overrides = new LinkedHashMap<>();
        String adminToken = directory.secretOrNew(DemoAccounts.ADMIN_TOKEN, 32);
        overrides.put("mailbox-service.admin.token", adminToken);
        overrides.put("delivery-worker.admin.token", adminToken);
        Settings given = Configuration.load(config, System.getenv(), Map.of());
        Ports.checkFree(given, this::runs);
        given.check();
        if (given.string("tls.certificate").isEmpty()) {
            SelfSigned.PemFiles pem = SelfSigned.ensure(
                    directory.resolve("tls"), List.of("localhost", "127.0.0.1", "::1"), Instant.now());
            overrides.put("tls.certificate", pem.certificate().toString());
            overrides.put("tls.key", pem.key().toString());
        }
        // What they say to each other stays in this process or on loopback.
        overrides.put("internal-tls.enabled", "off");
        connectServices(given, overrides);
        blobStore(directory, overrides);
        overrides.putAll(startEngines(directory));
        Settings settings = Configuration.load(config, System.getenv(), overrides);
        settings.check();
        return settings;
    }

    /** Services find mailbox-service where it binds; ports on which nobody is asked who he is stay on this machine. */
    private void connectServices(Settings given, Map<String, String> overrides) {
        for (String host : List.of("mailbox-service.grpc.host", "management.host")) {
            if (given.string(host).equals(ANY_ADDRESS)) {
                overrides.put(host, LOOPBACK);
            }
        }
        if (runs("mailbox-service")) {
            String host =
                    overrides.getOrDefault("mailbox-service.grpc.host", given.string("mailbox-service.grpc.host"));
            overrides.put("clients.mailbox-service", host + ":" + given.port("mailbox-service.grpc.port"));
        }
    }

    /** Both at once, since each waits a lot. @return the settings that point at them */
    private Map<String, String> startEngines(DataDirectory directory) throws IOException, InterruptedException {
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<Map<String, String>> broker = threads.submit(() -> startKafka(directory));
            Future<Map<String, String>> database = threads.submit(() -> startPostgres(directory));
            Map<String, String> settings = new LinkedHashMap<>(broker.get());
            settings.putAll(database.get());
            return settings;
        } catch (ExecutionException e) {
            if (e.getCause() instanceof StartFailure failure) {
                throw failure;
            }
            throw new IOException("the engines did not start", e.getCause());
        }
    }

    private Map<String, String> startKafka(DataDirectory directory) {
        if (kafka.isPresent()) {
            return Map.of("kafka.bootstrap-servers", kafka.get());
        }
        EmbeddedKafka broker = Progress.during("Kafka", () -> EmbeddedKafka.start(directory.resolve("kafka")));
        own(broker);
        return Map.of(
                "kafka.bootstrap-servers",
                broker.bootstrapServers(),
                "kafka.create-topics",
                "on",
                "kafka.replication-factor",
                "1",
                "kafka.min-insync-replicas",
                "1",
                // One process works on all of them, and each partition is flushed by itself: few partitions make few
                // flushes.
                "kafka.partitions",
                "2");
    }

    private Map<String, String> startPostgres(DataDirectory directory) throws IOException {
        if (postgres.isPresent()) {
            return PostgresUri.settings(postgres.get());
        }
        if (!runs("mailbox-service") && !runs("delivery-worker")) {
            return Map.of(); // the others touch no database
        }
        String password = directory.secretOrNew("postgres-password", 24);
        LocalPostgres server =
                Progress.during("PostgreSQL", () -> LocalPostgres.start(directory.resolve("postgres"), password));
        own(server);
        own(PostgresWatch.over(server));
        return Map.of(
                "postgres.host",
                server.host(),
                "postgres.port",
                Integer.toString(server.port()),
                "postgres.database",
                server.database(),
                "postgres.user",
                server.user(),
                "postgres.password",
                password,
                "postgres.tls",
                "disable");
    }

    private void blobStore(DataDirectory directory, Map<String, String> overrides) {
        String where = blobs.orElse(directory.resolve("blobs").toString());
        if (where.startsWith("s3://")) {
            overrides.put("blobs.type", "s3");
            overrides.put("blobs.s3.bucket", where.substring("s3://".length()));
        } else {
            overrides.put("blobs.type", "directory");
            overrides.put("blobs.directory", where);
        }
    }

    private boolean owns() {
        synchronized (started) {
            return !started.isEmpty();
        }
    }

    private void stopAll() {
        synchronized (started) {
            while (!started.isEmpty()) {
                try {
                    started.pop().close();
                } catch (Exception e) {
                    System.err.println("postrider: while stopping: " + e);
                }
            }
        }
    }
}
