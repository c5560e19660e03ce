package dev.postrider.smtp.ingress.adapter.pipeline;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** The real rspamd, with nothing but what it has built in, on a free port. */
final class RspamdProcess implements AutoCloseable {
    private static final Duration START_TIMEOUT = Duration.ofSeconds(60);

    private final Process process;
    private final int port;

    private RspamdProcess(Process process, int port) {
        this.process = process;
        this.port = port;
    }

    /** Where it is installed; empty if it is not. */
    static Optional<Path> program() {
        return Stream.of("/usr/bin/rspamd", "/usr/sbin/rspamd", "/usr/local/bin/rspamd")
                .map(Path::of)
                .filter(Files::isExecutable)
                .findFirst();
    }

    /** @param directory for all that it writes */
    static RspamdProcess start(Path program, Path directory) throws IOException, InterruptedException {
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        Path domains = Files.writeString(directory.resolve("tld"), "example\norg\n");
        Path configuration =
                Files.writeString(directory.resolve("rspamd.conf"), """
                options {
                  pidfile = "%1$s/pid"; tempdir = "%1$s"; control_socket = "%1$s/control mode=0600";
                  url_tld = "%2$s"; disable_hyperscan = true; filters = "";
                  enable_test_patterns = true;
                  dns { nameserver = ["127.0.0.1:%3$d"]; timeout = 0.1s; retransmits = 1; }
                }
                logging { type = "console"; level = "warning"; }
                worker "normal" { bind_socket = "127.0.0.1:%3$d"; count = 1; }
                metric {
                  name = "default"; subject = "*** SPAM *** %%s";
                  actions { reject = 15; rewrite_subject = 10; add_header = 6; greylist = 4; }
                }
                """.formatted(directory, domains, port));
        // As root it insists on being told that this is meant.
        Process process = new ProcessBuilder(List.of(program.toString(), "-f", "-i", "-c", configuration.toString()))
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("log").toFile())
                .start();
        RspamdProcess rspamd = new RspamdProcess(process, port);
        rspamd.awaitReady(directory);
        return rspamd;
    }

    private void awaitReady(Path directory) throws IOException, InterruptedException {
        long deadline = System.nanoTime() + START_TIMEOUT.toNanos();
        HttpRequest ping = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/ping"))
                .timeout(Duration.ofSeconds(2))
                .build();
        try (HttpClient client = HttpClient.newHttpClient()) {
            while (process.isAlive() && System.nanoTime() < deadline) {
                try {
                    client.send(ping, HttpResponse.BodyHandlers.discarding());
                    return;
                } catch (IOException notYet) {
                    process.waitFor(100, TimeUnit.MILLISECONDS);
                }
            }
        }
        close();
        throw new IllegalStateException("rspamd did not start:\n" + Files.readString(directory.resolve("log")));
    }

    int port() {
        return port;
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(20, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new UncheckedIOException(new IOException("interrupted", e));
        }
    }
}
