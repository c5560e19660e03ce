package dev.postrider.bench;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** A one-machine Postrider of its own, started as {@code ./postrider up} would, on free ports. */
final class SystemUnderTest implements AutoCloseable {
    private static final Duration START_TIMEOUT = Duration.ofMinutes(2);

    /** Where it listens. */
    private record Ports(
            int mx,
            int submission,
            int submissions,
            int imap,
            int imaps,
            int grpc,
            int admin,
            int queue,
            int management) {
        static Ports free() throws IOException {
            return new Ports(
                    Peer.freePort(),
                    Peer.freePort(),
                    Peer.freePort(),
                    Peer.freePort(),
                    Peer.freePort(),
                    Peer.freePort(),
                    Peer.freePort(),
                    Peer.freePort(),
                    Peer.freePort());
        }

        Map<String, Integer> environment() {
            return Map.of(
                    "POSTRIDER_SMTP_INGRESS_LISTENERS_MX_PORT", mx,
                    "POSTRIDER_SMTP_INGRESS_LISTENERS_SUBMISSION_PORT", submission,
                    "POSTRIDER_SMTP_INGRESS_LISTENERS_SUBMISSIONS_PORT", submissions,
                    "POSTRIDER_IMAP_GATEWAY_LISTENERS_IMAP_PORT", imap,
                    "POSTRIDER_IMAP_GATEWAY_LISTENERS_IMAPS_PORT", imaps,
                    "POSTRIDER_MAILBOX_SERVICE_GRPC_PORT", grpc,
                    "POSTRIDER_MAILBOX_SERVICE_ADMIN_PORT", admin,
                    "POSTRIDER_DELIVERY_WORKER_ADMIN_PORT", queue,
                    "POSTRIDER_MANAGEMENT_PORT", management);
        }
    }

    private final Process process;
    private final Path data;
    private final Ports ports;

    private SystemUnderTest(Process process, Path data, Ports ports) {
        this.process = process;
        this.data = data;
        this.ports = ports;
    }

    static Path peerScript() {
        return Path.of(System.getProperty("postrider.home"), "system-tests", "peers", "postfix-dovecot");
    }

    /**
     * Starts it and waits until it is ready.
     *
     * @param services as {@code --only} takes them, or {@code all}
     */
    static SystemUnderTest start(Path data, String services) throws IOException, InterruptedException {
        return start(data, services, Optional.empty());
    }

    /** @param configuration settings over the defaults */
    static SystemUnderTest start(Path data, String services, Optional<Path> configuration)
            throws IOException, InterruptedException {
        Files.createDirectories(data);
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("postrider.home"), "postrider").toString(),
                "up",
                "--data",
                data.toString()));
        if (!services.equals("all")) {
            command.addAll(List.of("--only", services));
        }
        configuration.ifPresent(file -> command.addAll(List.of("--config", file.toString())));
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(data.resolveSibling("up.log").toFile());
        Ports ports = Ports.free();
        ports.environment().forEach((name, port) -> builder.environment().put(name, Integer.toString(port)));
        builder.environment().put("POSTRIDER_CLIENTS_MAILBOX_SERVICE", "localhost:" + ports.grpc());
        // Loopback only, so that the cost of TLS is in neither system's figures.
        builder.environment().put("POSTRIDER_IMAP_GATEWAY_PLAINTEXT_LOGIN_ON_LOOPBACK", "on");
        SystemUnderTest system = new SystemUnderTest(builder.start(), data, ports);
        system.awaitReady();
        return system;
    }

    private void awaitReady() throws IOException, InterruptedException {
        long deadline = System.nanoTime() + START_TIMEOUT.toNanos();
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + ports.management() + "/readyz"))
                .timeout(Duration.ofSeconds(2))
                .build();
        try (HttpClient client = HttpClient.newHttpClient()) {
            while (true) {
                try {
                    if (client.send(request, HttpResponse.BodyHandlers.discarding())
                                            .statusCode()
                                    == 200
                            && Files.exists(data.resolve("credentials.made"))) {
                        return;
                    }
                } catch (IOException e) {
                    // It does not listen yet; the deadline below bounds this.
                    process.onExit().getNow(process);
                }
                if (!process.isAlive() || System.nanoTime() > deadline) {
                    close();
                    throw new IllegalStateException(
                            "it did not start:\n" + Files.readString(data.resolveSibling("up.log")));
                }
                Thread.sleep(100);
            }
        }
    }

    int smtpPort() {
        return ports.mx();
    }

    /** The one that its listeners show, PEM. */
    Path certificate() {
        return data.resolve("tls").resolve("tls.crt");
    }

    int managementPort() {
        return ports.management();
    }

    /** Of the JVM with all services and the broker. */
    long pid() {
        return process.pid();
    }

    int imapPort() {
        return ports.imap();
    }

    String login() {
        return "alice@postrider.test";
    }

    String password() throws IOException {
        return Files.readAllLines(data.resolve("credentials")).getFirst().replaceFirst("^\\S+ ", "");
    }

    /** The JVM with all services and the broker, and PostgreSQL with its backends. */
    ProcessCpu cpu() {
        String directory = data.toString();
        return new ProcessCpu(line -> line.contains(directory) && !line.startsWith("bash"));
    }

    @Override
    public void close() throws IOException {
        process.destroy();
        try {
            if (!process.waitFor(40, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
