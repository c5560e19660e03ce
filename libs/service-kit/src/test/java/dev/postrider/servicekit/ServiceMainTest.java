package dev.postrider.servicekit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.json.JsonObject;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A service's process seen from outside. */
@Timeout(120)
final class ServiceMainTest {
    /** The service of the child process. */
    static final class Demo implements PostriderService {
        /** Started by the tests with arguments for {@link ServiceMain}. */
        public static void main(String[] args) {
            ServiceMain.run(new Demo(), args);
        }

        @Override
        public String name() {
            return "demo-service";
        }

        @Override
        public Groundwork groundwork() {
            return Groundwork.NONE;
        }

        @Override
        public Future<RunningService> start(ServiceContext context) {
            context.settings().section("kafka").integer("partitions", 1, 10);
            boolean fails = context.settings().section("demo").has("fails");
            context.settings().check();
            if (fails) {
                return Future.failedFuture(new IOException("cannot bind"));
            }
            if (context.settings().section("demo").has("signal")) {
                return Future.future(promise -> new Thread(() -> startIntoSignal(promise)).start());
            }
            return Future.succeededFuture(Future::succeededFuture);
        }
    }

    /** The JVM begins to end, as by SIGTERM, and then the start is done. */
    private static void startIntoSignal(Promise<RunningService> promise) {
        new Thread(() -> System.exit(143)).start();
        Thread late = new Thread(() -> {});
        try {
            while (true) {
                Runtime.getRuntime().addShutdownHook(late);
                Runtime.getRuntime().removeShutdownHook(late);
                Thread.onSpinWait();
            }
        } catch (IllegalStateException ending) {
            promise.complete(Future::succeededFuture);
        }
    }

    private static Process start(String... args) throws IOException {
        String classPath = Optional.ofNullable(System.getProperty("surefire.test.class.path"))
                .orElseGet(() -> System.getProperty("java.class.path"));
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx128m",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                classPath,
                Demo.class.getName()));
        command.addAll(List.of(args));
        return new ProcessBuilder(command).start();
    }

    private static int exitOf(Process process) throws InterruptedException {
        try {
            assertTrue(process.waitFor(60, TimeUnit.SECONDS), "still running");
            return process.exitValue();
        } finally {
            process.destroyForcibly();
        }
    }

    private static String errorsOf(Process process) throws IOException {
        return new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
    }

    @Test
    void sigtermDrainsAndEndsWithZero() throws Exception {
        Process process = start("--set", "management.port=0", "--set", "kafka.partitions=3");
        List<JsonObject> lines = new ArrayList<>();
        try (BufferedReader out = process.inputReader(StandardCharsets.UTF_8)) {
            for (String line = out.readLine(); line != null; line = out.readLine()) {
                JsonObject logged = new JsonObject(line);
                lines.add(logged);
                if ("started".equals(logged.getString("formattedMessage"))) {
                    // Not Process.destroy(), which closes the streams that are read here.
                    process.toHandle().destroy();
                }
            }
        }
        assertEquals(0, exitOf(process), lines::toString);
        assertTrue(
                lines.stream().anyMatch(line -> "drained".equals(line.getString("formattedMessage"))), lines::toString);
        assertTrue(lines.toString().contains("demo-service"), lines::toString);
    }

    @Test
    void aSignalWhileItStartsDrainsWhatHasStarted() throws Exception {
        Process process =
                start("--set", "management.port=0", "--set", "kafka.partitions=3", "--set", "demo={signal=1}");
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, exitOf(process), out);
        assertTrue(out.contains("\"drained\""), out);
    }

    @Test
    void aWrongConfigurationIsAReadableListAndStatusTwo() throws Exception {
        Process process =
                start("--set", "management.port=x", "--set", "kafka.partitions=11", "--set", "kafka.nothing=1");
        String errors = errorsOf(process);
        assertEquals(2, exitOf(process));
        assertEquals(4, errors.lines().count(), errors);
        assertTrue(errors.contains("demo-service cannot start: the configuration has mistakes"), errors);
        assertTrue(errors.contains("  kafka.partitions = 11: a whole number from 1 to 10 (command line)"), errors);
        assertFalse(errors.contains("\tat "), errors);
    }

    @Test
    void aWrongOptionIsStatusTwo() throws Exception {
        Process process = start("--port", "25");
        String errors = errorsOf(process);
        assertEquals(2, exitOf(process));
        assertTrue(
                errors.contains("argument 1 = --port: --config FILE or --set path=value; before them prepare"), errors);
    }

    @Test
    void aServiceThatCannotStartIsStatusOne() throws Exception {
        Process process = start("--set", "management.port=0", "--set", "kafka.partitions=3", "--set", "demo={fails=1}");
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(1, exitOf(process), out);
        assertTrue(out.contains("cannot bind"), out);
    }
}
