package dev.postrider.system;

import dev.postrider.testkit.FreePort;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.regex.Pattern;

/** {@code ./postrider up} on ports of its own: the same class and the same JVM options as the script, without its build. */
final class Launcher implements AutoCloseable {
    private static final Duration START_LIMIT = Duration.ofSeconds(90);
    private static final List<String> PORTS = List.of(
            "SMTP_INGRESS_LISTENERS_MX_PORT",
            "SMTP_INGRESS_LISTENERS_SUBMISSION_PORT",
            "SMTP_INGRESS_LISTENERS_SUBMISSIONS_PORT",
            "IMAP_GATEWAY_LISTENERS_IMAP_PORT",
            "IMAP_GATEWAY_LISTENERS_IMAPS_PORT",
            "MAILBOX_SERVICE_GRPC_PORT",
            "MAILBOX_SERVICE_ADMIN_PORT",
            "DELIVERY_WORKER_ADMIN_PORT",
            "MANAGEMENT_PORT");

    private final Process process;
    private final List<String> output = new CopyOnWriteArrayList<>();

    private Launcher(Process process) {
        this.process = process;
        Thread.ofVirtual().name("output-of-up").start(this::readOutput);
    }

    /** Free ports, to be used for every start on one data directory. */
    static Map<String, String> freePorts() {
        Map<String, String> environment = new HashMap<>();
        for (String name : PORTS) {
            environment.put("POSTRIDER_" + name, Integer.toString(FreePort.next()));
        }
        return environment;
    }

    /** @param more options */
    static Launcher start(Path data, Map<String, String> environment, String... more) throws IOException {
        List<String> command = command("up", "--data", data.toString());
        command.addAll(List.of(more));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().putAll(environment);
        return new Launcher(builder.start());
    }

    /** The line that the script would run for these arguments. */
    static List<String> command(String... arguments) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(optionsOfTheScript());
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), "dev.postrider.deploy.Cli"));
        command.addAll(List.of(arguments));
        return command;
    }

    /** What stands between {@code exec …/java} and the script's own properties. */
    private static List<String> optionsOfTheScript() throws IOException {
        Path script = Path.of("postrider");
        if (!Files.exists(script)) {
            script = Path.of("..", "postrider");
        }
        String text = Files.readString(script);
        String options = text.substring(text.indexOf("exec \"$jdk/bin/java\""));
        return Pattern.compile("\\s(-{1,2}[A-Zs][^\\s\\\\]*)")
                .matcher(options.substring(0, options.indexOf("-Dpostrider.home")))
                .results()
                .map(match -> match.group(1).replaceAll("\\$\\{[A-Z_]+:-([^}]*)}", "$1"))
                .toList();
    }

    private void readOutput() {
        try (BufferedReader reader = process.inputReader()) {
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                output.add(line);
            }
        } catch (IOException e) {
            output.add("(killed)");
        }
    }

    /** Waits for the banner, which only a process with mailbox-service has. @return the lines to copy, as they stand there */
    List<String> awaitReady() throws Exception {
        await(() -> toCopy().size() == 3);
        return toCopy();
    }

    /** Waits until the services that it has are ready. */
    void awaitServices() throws Exception {
        await(() -> output.stream().anyMatch(line -> line.startsWith("postrider: ready in ")));
    }

    private void await(BooleanSupplier ready) throws Exception {
        Waiting.until("up", START_LIMIT, () -> {
            if (!process.isAlive()) {
                throw new AssertionError("up has ended: " + output());
            }
            return ready.getAsBoolean() ? Optional.of(output) : Optional.empty();
        });
    }

    private List<String> toCopy() {
        return output.stream()
                .filter(line -> line.startsWith("  printf ") || line.startsWith("  curl "))
                .map(String::strip)
                .toList();
    }

    String output() {
        return String.join("\n", output);
    }

    void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    /** SIGTERM. @return the exit status */
    int terminate() throws InterruptedException {
        process.toHandle().destroy(); // Process.destroy would close its output, too
        return awaitExit();
    }

    int awaitExit() throws InterruptedException {
        if (!process.waitFor(60, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new AssertionError("it did not end within 60 s: " + output());
        }
        return process.exitValue();
    }

    /** Memory of the JVM and of a PostgreSQL with its backends; shared pages are counted once. */
    long memoryOctets(long postmaster) throws IOException {
        long sum = proportional(process.pid());
        for (ProcessHandle one : ProcessHandle.allProcesses().toList()) {
            boolean backend = one.parent().map(ProcessHandle::pid).orElse(0L) == postmaster;
            if (one.pid() == postmaster || backend) {
                sum += proportional(one.pid());
            }
        }
        return sum;
    }

    private static long proportional(long pid) throws IOException {
        Path rollup = Path.of("/proc", Long.toString(pid), "smaps_rollup");
        if (!Files.exists(rollup)) {
            return 0; // a backend that has just ended
        }
        return Files.readAllLines(rollup).stream()
                .filter(line -> line.startsWith("Pss:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) * 1024)
                .sum();
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
