package dev.postrider.system;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** One service, or a broker, in a JVM of its own. Its settings come by the environment, as in a container. */
final class ServiceProcess implements Victim {
    private static final String STARTED = "\"formattedMessage\":\"started\"";
    private static final long START_SECONDS = 60;
    private static final long STOP_SECONDS = 40;

    private final String mainClass;
    private final Map<String, String> environment;
    private final Path log;
    private Running running;

    private record Running(Process process, CompletableFuture<Void> started) {}

    private ServiceProcess(String mainClass, Map<String, String> environment, Path log) throws IOException {
        this.mainClass = mainClass;
        this.environment = Map.copyOf(environment);
        this.log = log;
        this.running = launch();
    }

    /**
     * Starts a service; {@link #awaitStarted} tells when it is ready.
     *
     * @param environment settings, as {@code POSTRIDER_…} variables
     * @param log where its output goes, over all its lives
     */
    static ServiceProcess start(String mainClass, Map<String, String> environment, Path log) throws IOException {
        return new ServiceProcess(mainClass, environment, log);
    }

    private Running launch() throws IOException {
        ProcessBuilder builder = new ProcessBuilder(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-XX:+ExitOnOutOfMemoryError",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-cp",
                System.getProperty("java.class.path"),
                mainClass));
        builder.environment().putAll(environment);
        builder.redirectErrorStream(true);
        Process process = builder.start();
        CompletableFuture<Void> started = new CompletableFuture<>();
        Thread.ofVirtual().name("output-of-" + mainClass).start(() -> copyOutput(process, started));
        return new Running(process, started);
    }

    private void copyOutput(Process process, CompletableFuture<Void> started) {
        try (BufferedReader output = process.inputReader();
                Writer file = Files.newBufferedWriter(log, StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
            for (String line = output.readLine(); line != null; line = output.readLine()) {
                file.write(line + "\n");
                file.flush();
                if (line.contains(STARTED)) {
                    started.complete(null);
                }
            }
            started.completeExceptionally(new IOException(mainClass + " ended before it had started"));
        } catch (IOException e) {
            started.completeExceptionally(e);
        }
    }

    /** @throws AssertionError with the end of its output, if it does not start */
    void awaitStarted() throws InterruptedException, IOException {
        try {
            running.started().get(START_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            List<String> lines = Files.exists(log) ? Files.readAllLines(log) : List.of();
            throw new AssertionError(
                    mainClass + " did not start; the end of its output:\n"
                            + String.join("\n", lines.subList(Math.max(0, lines.size() - 30), lines.size())),
                    e);
        }
    }

    @Override
    public void kill() throws InterruptedException {
        running.process().destroyForcibly().waitFor();
    }

    @Override
    public void restart() throws IOException, InterruptedException {
        running = launch();
        awaitStarted();
    }

    /** SIGTERM; kills it if it does not end by itself. @return its exit status */
    int stop() throws InterruptedException {
        running.process().destroy();
        if (!running.process().waitFor(STOP_SECONDS, TimeUnit.SECONDS)) {
            kill();
        }
        return running.process().exitValue();
    }
}
