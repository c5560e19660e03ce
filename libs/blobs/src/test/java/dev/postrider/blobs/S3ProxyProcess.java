package dev.postrider.blobs;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** An S3 server in a process of its own, keeping its objects in a temporary directory. */
final class S3ProxyProcess implements AutoCloseable {
    private static final long START_TIMEOUT_NANOS = TimeUnit.SECONDS.toNanos(90);

    private final Process process;
    private final Path directory;
    private final URI endpoint;

    private S3ProxyProcess(Process process, Path directory, URI endpoint) {
        this.process = process;
        this.directory = directory;
        this.endpoint = endpoint;
    }

    /** Starts the server with one empty bucket. */
    static S3ProxyProcess start(String bucket) throws IOException {
        Path directory = Files.createTempDirectory("postrider-s3proxy-");
        Files.createDirectories(directory.resolve("data").resolve(bucket));
        URI endpoint = URI.create("http://127.0.0.1:" + freePort());
        Path properties = Files.writeString(
                directory.resolve("s3proxy.conf"), """
                s3proxy.authorization=none
                s3proxy.endpoint=%s
                jclouds.provider=filesystem-nio2
                jclouds.identity=identity
                jclouds.credential=credential
                jclouds.filesystem.basedir=%s
                """.formatted(endpoint, directory.resolve("data")));
        String classPath = Optional.ofNullable(System.getProperty("surefire.test.class.path"))
                .orElseGet(() -> System.getProperty("java.class.path"));
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx256m",
                        "-cp",
                        classPath,
                        "org.gaul.s3proxy.Main",
                        "--properties",
                        properties.toString())
                .redirectErrorStream(true)
                .start();
        S3ProxyProcess server = new S3ProxyProcess(process, directory, endpoint);
        server.awaitListening();
        return server;
    }

    /** S3Proxy cannot tell the port that it took for 0, so it is given one that was free a moment ago. */
    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private void awaitListening() throws IOException {
        StringBuilder said = new StringBuilder();
        long end = System.nanoTime() + START_TIMEOUT_NANOS;
        Thread reader = Thread.ofVirtual().start(() -> read(said));
        while (!listening()) {
            if (!process.isAlive() || System.nanoTime() > end) {
                close();
                throw new IOException("S3Proxy did not start:\n" + said);
            }
            try {
                // Its end would show at once; until then, ask again.
                process.waitFor(100, TimeUnit.MILLISECONDS);
            } catch (InterruptedException e) {
                reader.interrupt();
                Thread.currentThread().interrupt();
                throw new IOException(e);
            }
        }
    }

    private void read(StringBuilder said) {
        try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
            lines.lines().forEach(line -> said.append(line).append('\n'));
        } catch (IOException e) {
            said.append(e);
        }
    }

    private boolean listening() {
        try (Socket socket = new Socket(endpoint.getHost(), endpoint.getPort())) {
            return socket.isConnected();
        } catch (IOException e) {
            return false;
        }
    }

    URI endpoint() {
        return endpoint;
    }

    @Override
    public void close() {
        process.destroyForcibly();
        try {
            process.waitFor(10, TimeUnit.SECONDS);
            try (Stream<Path> paths = Files.walk(directory)) {
                for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(path);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
