package dev.postrider.system;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code ./postrider up} while somebody kills what runs beside it. */
final class OneMachineFaultsIT {
    private static final Duration ARRIVAL = Duration.ofSeconds(20);
    private static final Duration RECOVERY = Duration.ofSeconds(60);
    private static final String AGAIN = "postrider: PostgreSQL is up again";
    private static final String SENDER = "someone@elsewhere.test";
    private static final String BOB = "bob@postrider.test";

    @TempDir
    Path directory = Path.of("");

    @Test
    void aPostgresThatIsKilledIsStartedAgain() throws Exception {
        Path data = directory.resolve("data");
        Map<String, String> ports = Launcher.freePorts();
        try (Launcher up = Launcher.start(data, ports)) {
            up.awaitReady();
            int mx = port(ports, "SMTP_INGRESS_LISTENERS_MX_PORT");
            int imaps = port(ports, "IMAP_GATEWAY_LISTENERS_IMAPS_PORT");
            String password = passwordOf(BOB, data);
            Waiting.until("the first message", ARRIVAL, () -> sent(mx, "before"));
            Waiting.until("its arrival", ARRIVAL, () -> found(imaps, password, "before"));
            for (int kill = 1; kill <= 2; kill++) {
                String id = "kill-" + kill;
                int toldBy = kill;
                long killed = postmaster(data);
                assertTrue(ProcessHandle.of(killed).orElseThrow().destroyForcibly());
                Waiting.until("acceptance of " + id, RECOVERY, () -> sent(mx, id));
                Waiting.until("arrival of " + id, RECOVERY, () -> found(imaps, password, id));
                assertNotEquals(killed, postmaster(data));
                Waiting.until(
                        "a line about " + id,
                        ARRIVAL,
                        () -> Optional.of(up.output().split(AGAIN, -1).length - 1)
                                .filter(told -> told == toldBy));
            }
            assertTrue(up.output().contains("postrider: PostgreSQL has ended; it is started again, mail waits"));
            assertEquals(143, up.terminate(), up.output());
            assertTrue(up.output().endsWith("postrider: stopped"), up.output());
            assertFalse(Files.exists(pidFile(data)), "the one that was started again is stopped, too");
        }
    }

    private static int port(Map<String, String> ports, String name) {
        return Integer.parseInt(ports.getOrDefault("POSTRIDER_" + name, "0"));
    }

    private static String passwordOf(String login, Path data) throws IOException {
        return Files.readAllLines(data.resolve("credentials")).stream()
                .filter(line -> line.startsWith(login + " "))
                .map(line -> line.substring(login.length() + 1).strip())
                .findFirst()
                .orElseThrow();
    }

    /** Sends one message; a passing fault is no answer yet, and never one for good. */
    private static Optional<SmtpConnection.Outcome> sent(int mx, String id) {
        byte[] content = TestMessages.message(id, SENDER, BOB, 2_000, new Random(id.hashCode()));
        try (SmtpConnection connection = SmtpConnection.open(mx)) {
            SmtpConnection.Outcome outcome = connection.send(SENDER, List.of(BOB), content);
            assertFalse(outcome.isForGood(), outcome.toString());
            return Optional.of(outcome).filter(SmtpConnection.Outcome::accepted);
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private static Optional<Long> found(int imaps, String password, String id) {
        try (ImapReader reader = ImapReader.login(imaps, BOB, password)) {
            reader.examine();
            return reader.search("SUBJECT \"" + id + "\"").stream().findFirst();
        } catch (IOException e) {
            return Optional.empty(); // not back yet
        }
    }

    private static long postmaster(Path data) throws IOException {
        return Long.parseLong(Files.readAllLines(pidFile(data)).getFirst());
    }

    private static Path pidFile(Path data) {
        return data.resolve("postgres/data/postmaster.pid");
    }
}
