package dev.postrider.delivery;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A worker in a JVM of its own, which may die. */
final class WorkerProcess implements AutoCloseable {
    private static final int HALTED = 137;

    private final Process process;
    private final Path output;

    private WorkerProcess(Process process, Path output) {
        this.process = process;
        this.output = output;
    }

    /**
     * Starts one.
     *
     * @param failpoint such as {@code delivery.local.after:halt}; empty: none
     */
    static WorkerProcess start(Path directory, String hocon, String failpoint) {
        try {
            Path config = Files.writeString(Files.createTempFile(directory, "worker", ".conf"), hocon);
            Path output = Files.createTempFile(directory, "worker", ".log");
            Process process = new ProcessBuilder(List.of(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-Xmx256m",
                            "-XX:TieredStopAtLevel=1",
                            "-Dpostrider.failpoint=" + failpoint,
                            "-cp",
                            System.getProperty("java.class.path"),
                            "dev.postrider.delivery.Main",
                            "--config",
                            config.toString(),
                            "--set",
                            "management.port=0"))
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile())
                    .start();
            return new WorkerProcess(process, output);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Waits until the failpoint has halted it. */
    void awaitHalt() {
        try {
            if (!process.waitFor(60, TimeUnit.SECONDS) || process.exitValue() != HALTED) {
                throw new AssertionError("not halted at the failpoint: " + tail());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }

    void assertAlive() {
        if (!process.isAlive()) {
            throw new AssertionError("ended: " + tail());
        }
    }

    private String tail() {
        try {
            List<String> lines = Files.readAllLines(output);
            return String.join("\n", lines.subList(Math.max(0, lines.size() - 20), lines.size()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
