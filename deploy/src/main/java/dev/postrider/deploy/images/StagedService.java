package dev.postrider.deploy.images;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A service that runs from the root file system of its image, without a container. */
final class StagedService implements AutoCloseable {
    private static final String STARTED = "\"formattedMessage\":\"started\"";
    /** Recording ends with the writing of the cache, which takes as much as the start itself several times over. */
    private static final long STOP_SECONDS = 120;

    private static final String HOME = "opt/postrider";

    /** @param cpu of the process until then: that does not depend on what else the machine does */
    record Ready(Duration elapsed, Duration cpu) {}

    private final Process process;
    private final BufferedReader output;
    private final long begin;

    private StagedService(Process process, long begin) {
        this.process = process;
        this.output = process.inputReader();
        this.begin = begin;
    }

    /** @param record whether to leave {@code service.aot} behind, instead of using it */
    static StagedService start(Path root, Map<String, String> environment, boolean record) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(root.resolve("opt/java/bin/java").toString());
        if (record) {
            command.add("-XX:AOTCacheOutput=" + root.resolve(HOME, "service.aot"));
        }
        // The image's own arguments, with its paths below the root of the stage.
        for (String argument : Files.readAllLines(root.resolve(HOME, "launch"))) {
            if (!record || !argument.startsWith("-XX:AOTCache=")) {
                command.add(argument.replace("/" + HOME, root.resolve(HOME).toString()));
            }
        }
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().putAll(environment);
        long begin = System.nanoTime();
        return new StagedService(builder.start(), begin);
    }

    /**
     * Waits until its log says so.
     *
     * @throws IOException with what it said, if it ends before
     */
    Ready awaitReady() throws IOException {
        StringBuilder said = new StringBuilder();
        for (String line = output.readLine(); line != null; line = output.readLine()) {
            if (line.contains(STARTED)) {
                return new Ready(
                        Duration.ofNanos(System.nanoTime() - begin),
                        process.info().totalCpuDuration().orElse(Duration.ZERO));
            }
            said.append(line).append(System.lineSeparator());
        }
        throw new IOException("it ended before it was ready:" + System.lineSeparator() + said);
    }

    /** SIGTERM, and waits for its end. */
    void stop() throws IOException, InterruptedException {
        process.toHandle().destroy(); // the process's own would close its output
        String rest = String.join(System.lineSeparator(), output.lines().toList());
        if (!process.waitFor(STOP_SECONDS, TimeUnit.SECONDS) || process.exitValue() != 0) {
            throw new IOException("it did not end well:" + System.lineSeparator() + rest);
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
