package dev.postrider.system;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.SortedSet;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** Clients that are not ours send through submission and read through IMAP; what is read is what was sent, octet by octet. */
final class ForeignClientsIT {
    private static final String PASSWORD = "foreign-password";
    private static final Duration ARRIVAL = Duration.ofSeconds(30);

    @TempDir
    static Path directory = Path.of("");

    private static PostriderCluster cluster = PostriderCluster.shared();
    private static String sender = "";

    @BeforeAll
    static void makeSender() throws Exception {
        sender = cluster.account("foreign-sender", PASSWORD);
    }

    @TestFactory
    List<DynamicTest> whatOneClientSendsEveryClientReads() throws Exception {
        List<DynamicTest> tests = new ArrayList<>();
        Endpoints endpoints = new Endpoints(cluster, directory, PASSWORD);
        for (SendingClient client : SendingClient.installed(endpoints)) {
            tests.add(DynamicTest.dynamicTest(client.name(), () -> sendAndRead(client, endpoints)));
        }
        return tests;
    }

    private void sendAndRead(SendingClient client, Endpoints endpoints) throws Exception {
        String recipient = cluster.account("foreign-" + client.name(), PASSWORD);
        byte[] content = TestMessages.message(
                "from-" + client.name(),
                sender,
                recipient,
                20_000,
                new Random(client.name().hashCode()));
        client.send(sender, recipient, content);
        long uid = awaitMessage(recipient, "from-" + client.name());
        byte[] stored = fetch(recipient, uid);
        assertSame(content, StoredMessage.of(stored).sent(), "the octets that " + client.name() + " sent");
        assertTrue(StoredMessage.of(stored).trace().getFirst().startsWith("Return-Path: <" + sender + ">"));
        for (ReadingClient reader : ReadingClient.installed(endpoints)) {
            assertSame(
                    reader.normalised(stored),
                    reader.read(recipient, uid),
                    "what " + reader.name() + " reads of what " + client.name() + " sent");
        }
    }

    @Test
    void aRemoteRecipientGetsTheSameOctetsThroughItsMx() throws Exception {
        byte[] content = TestMessages.message(
                "to-remote", sender, "far@" + PostriderCluster.REMOTE_DOMAIN, 30_000, new Random(7));
        try (SmtpConnection connection = SmtpConnection.openSubmission(cluster.submissionPort(), sender, PASSWORD)) {
            SmtpConnection.Outcome outcome =
                    connection.send(sender, List.of("far@" + PostriderCluster.REMOTE_DOMAIN), content);
            assertTrue(outcome.accepted(), outcome.toString());
        }
        var received = Waiting.until(
                "relayed message",
                ARRIVAL,
                () -> cluster.remote().received().stream()
                        .filter(message -> message.latin1().contains("Subject: to-remote\r\n"))
                        .findFirst());
        assertSame(content, StoredMessage.of(received.octets()).sent(), "the octets that the remote server got");
        assertTrue(received.mailFrom().startsWith("FROM:<" + sender + ">"), received.mailFrom());
        assertEquals(1, received.recipients().size());
        assertTrue(received.recipients().getFirst().startsWith("TO:<far@" + PostriderCluster.REMOTE_DOMAIN + ">"));
        assertTrue(
                cluster.dns().questions().contains(PostriderCluster.REMOTE_DOMAIN + ". MX"),
                cluster.dns().questions().toString());
    }

    @Test
    void theMxTakesMailForItsOwnUsersOnly() throws Exception {
        try (SmtpConnection connection = SmtpConnection.open(cluster.mxPort())) {
            byte[] content = TestMessages.message("refused", sender, "x", 0, new Random(1));
            assertEquals(
                    550,
                    connection
                            .send("a@elsewhere.test", List.of("x@" + PostriderCluster.REMOTE_DOMAIN), content)
                            .code());
            assertEquals(
                    550,
                    connection
                            .send("a@elsewhere.test", List.of("nobody@" + PostriderCluster.DOMAIN), content)
                            .code());
            assertEquals(250, connection.send("", List.of(sender), content).code());
        }
    }

    private static long awaitMessage(String recipient, String subject) throws Exception {
        try (ImapReader reader = ImapReader.login(cluster.imapsPort(), recipient, PASSWORD)) {
            return Waiting.until(subject, ARRIVAL, () -> {
                reader.examine();
                SortedSet<Long> found = reader.search("SUBJECT \"" + subject + "\"");
                return found.isEmpty() ? Optional.empty() : Optional.of(found.last());
            });
        }
    }

    private static byte[] fetch(String recipient, long uid) throws Exception {
        try (ImapReader reader = ImapReader.login(cluster.imapsPort(), recipient, PASSWORD)) {
            reader.examine();
            ImapReader.Fetched message = reader.fetch(Long.toString(uid)).getFirst();
            assertEquals(message.size(), message.octets().length, "RFC822.SIZE");
            return message.octets();
        }
    }

    /** Equal octets; if not, shows where they begin to differ rather than all of them. */
    private static void assertSame(byte[] expected, byte[] actual, String what) {
        int at = Arrays.mismatch(expected, actual);
        assertEquals(
                -1,
                at,
                () -> what + " differs at " + at + " of " + expected.length + " and " + actual.length
                        + " octets: expected \"" + around(expected, at) + "\", but was \"" + around(actual, at) + "\"");
    }

    private static String around(byte[] octets, int at) {
        int from = Math.max(0, at - 20);
        return new String(
                        Arrays.copyOfRange(octets, from, Math.min(octets.length, Math.max(from, at + 40))),
                        StandardCharsets.ISO_8859_1)
                .replace("\r", "\\r")
                .replace("\n", "\\n");
    }
}
