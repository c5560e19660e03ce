package dev.postrider.system;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code ./postrider up} as a person uses it: the lines to copy, {@code kill -9}, a second start, Ctrl-C. */
final class OneMachineIT {
    private static final long MOST_MEMORY = 3L << 29; // 1.5 GiB
    private static final Pattern QUEUE_ID = Pattern.compile("\\sid ([0-9A-Z]{26})");
    private static final Duration ARRIVAL = Duration.ofSeconds(20);

    @TempDir
    Path directory = Path.of("");

    @Test
    void itWorksAsPrintedAndSurvivesBeingKilled() throws Exception {
        Path data = directory.resolve("data");
        Map<String, String> ports = Launcher.freePorts();
        List<String> toCopy;
        long orphan;
        try (Launcher up = Launcher.start(data, ports)) {
            toCopy = up.awaitReady();
            System.out.println(up.output()
                    .lines()
                    .filter(line -> line.startsWith("postrider:"))
                    .toList());
            if (ExternalTool.find("curl").isPresent()) {
                assertEquals("", shell(toCopy.get(0)));
                shell(toCopy.get(1));
                String message = reads(toCopy.get(2));
                assertTrue(message.contains("\r\n\r\nIt works.\r\n"));
                assertStoryIsTold(message, data);
            }
            assertSmokeTestPassesAndLeavesNothing(data, ports);
            assertEquals("rwx------", PosixFilePermissions.toString(Files.getPosixFilePermissions(data)));
            assertSecret(data.resolve("credentials"));
            assertSecret(data.resolve("admin-token"));
            assertSecret(data.resolve("postgres-password"));
            try (Launcher second = Launcher.start(data, ports)) {
                assertEquals(1, second.awaitExit());
                assertTrue(second.output().contains("another postrider"), second.output());
            }
            orphan = postmaster(data);
            long memory = up.memoryOctets(orphan);
            System.out.println("One machine: " + (memory >> 20) + " MiB with PostgreSQL");
            assertTrue(memory < MOST_MEMORY, (memory >> 20) + " MiB");
            up.kill();
        }
        assertTrue(ProcessHandle.of(orphan).isPresent(), "PostgreSQL outlives the JVM, or this test tests nothing");
        try (Launcher up = Launcher.start(data, ports)) {
            assertEquals(toCopy, up.awaitReady(), "the same ports and passwords");
            assertNotEquals(orphan, postmaster(data), "another PostgreSQL has taken over");
            if (ExternalTool.find("curl").isPresent()) {
                assertTrue(reads(toCopy.get(2)).contains("\r\n\r\nIt works.\r\n"));
            }
            assertEquals(143, up.terminate(), up.output());
            assertTrue(up.output().endsWith("postrider: stopped"), up.output());
            assertFalse(Files.exists(pidFile(data)), "PostgreSQL is stopped too");
        }
    }

    /** {@code postrider trace} knows what became of the message with the id that its trace header names. */
    private void assertStoryIsTold(String message, Path data) throws Exception {
        Matcher id = QUEUE_ID.matcher(message);
        assertTrue(id.find(), message);
        String command =
                "'" + String.join("' '", Launcher.command("trace", id.group(1), "--data", data.toString())) + "'";
        String story = Waiting.until("the story of " + id.group(1), ARRIVAL, () -> {
            String output = shell(command);
            return output.contains("  delivered <") ? Optional.of(output) : Optional.empty();
        });
        assertTrue(story.contains("  accepted from <"), story);
    }

    /** {@code postrider smoke}, which {@code helm test} runs, in an account that it makes and removes. */
    private void assertSmokeTestPassesAndLeavesNothing(Path data, Map<String, String> ports) throws Exception {
        String admin = "http://127.0.0.1:" + ports.get("POSTRIDER_MAILBOX_SERVICE_ADMIN_PORT");
        List<String> smoke = Launcher.command(
                "smoke",
                "--submission=127.0.0.1:" + ports.get("POSTRIDER_SMTP_INGRESS_LISTENERS_SUBMISSION_PORT"),
                "--imaps=127.0.0.1:" + ports.get("POSTRIDER_IMAP_GATEWAY_LISTENERS_IMAPS_PORT"),
                "--tls-name=localhost",
                "--tls-trust=" + data.resolve("tls").resolve("tls.crt"),
                "--token-file=" + data.resolve("admin-token"),
                "--admin=" + admin);
        String told = shell("'" + String.join("' '", smoke) + "'");
        assertTrue(told.matches("accepted as [0-9A-Z]{26}\\Rread back by IMAP \\d+ ms after it was sent\\R"), told);
        List<String> list = Launcher.command("domain", "list", "--data=" + data, "--admin=" + admin);
        assertFalse(shell("'" + String.join("' '", list) + "'").contains("smoke"));
        String another = String.join("' '", smoke).replace("--tls-name=localhost", "--tls-name=mx.example.org");
        assertEquals("3", shell("'" + another + "' 2>/dev/null >&2; echo $?").strip(), "a certificate of another name");
    }

    private static void assertSecret(Path file) throws IOException {
        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)), file.toString());
    }

    private static long postmaster(Path data) throws IOException {
        return Long.parseLong(Files.readAllLines(pidFile(data)).getFirst());
    }

    private static Path pidFile(Path data) {
        return data.resolve("postgres/data/postmaster.pid");
    }

    /** A person takes longer to type the next line than a message takes to arrive; this test does not. */
    private String reads(String line) throws Exception {
        return Waiting.until(line, ARRIVAL, () -> {
            String output = shell(line + " || true");
            return output.contains("Subject: Hello") ? Optional.of(output) : Optional.empty();
        });
    }

    /** Types a line into a shell. @return what it prints; what it says on standard error is shown if it fails */
    private String shell(String line) throws IOException, InterruptedException {
        Path errors = directory.resolve("errors");
        Process process = new ProcessBuilder("bash", "-c", line)
                .directory(directory.toFile())
                .redirectError(errors.toFile())
                .start();
        String output = new String(process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
        assertTrue(process.waitFor(60, TimeUnit.SECONDS), line);
        assertEquals(0, process.exitValue(), () -> line + "\n" + read(errors));
        return output;
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            return e.toString();
        }
    }
}
