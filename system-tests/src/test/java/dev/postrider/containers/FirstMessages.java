package dev.postrider.containers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.postrider.system.ImapReader;
import dev.postrider.system.SmtpConnection;
import dev.postrider.system.StoredMessage;
import dev.postrider.system.TestMessages;
import dev.postrider.system.Waiting;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/** What a new installation is tried with: its own test, a message by each of its ways, the command line. */
final class FirstMessages {
    private static final int BEYOND_INLINE = 400_000;
    private static final Duration ARRIVAL = Duration.ofSeconds(60);

    private FirstMessages() {}

    /** Small and large ones, by either ingress, to a mailbox and to another domain; then what the command line tells of them. */
    static void goThrough(ContainerCluster cluster) throws Exception {
        String bob = "bob@" + Installation.DOMAIN;
        String made = cluster.cli("account", "add", "--generate", "--json", bob);
        assertTrue(made.contains(bob), made);
        String alice = cluster.account("alice", Trial.PASSWORD);
        String far = "far@" + OutsideWorld.DOMAIN;
        Random random = new Random(1);
        List<byte[]> messages = List.of(
                TestMessages.message("inline", alice, alice, 2_000, random),
                TestMessages.message("through-s3", alice, alice, BEYOND_INLINE, random));
        List<String> queueIds = new ArrayList<>();
        for (Replica ingress : cluster.all("smtp-ingress")) {
            try (SmtpConnection connection =
                    SmtpConnection.openSubmission(ingress.port("submission"), alice, Trial.PASSWORD)) {
                SmtpConnection.Outcome outcome =
                        connection.send(alice, List.of(alice, bob, far), messages.get(queueIds.size()));
                assertTrue(outcome.accepted(), outcome.toString());
                queueIds.add(outcome.queueId().orElseThrow());
            }
        }
        List<String> sent =
                messages.stream().map(StoredMessage::sha256).sorted().toList();
        assertEquals(sent, stored(cluster, alice));
        Waiting.until(
                "both messages far away",
                ARRIVAL,
                () -> Optional.of(cluster.outside().received().values()).filter(arrived -> arrived.containsAll(sent)));
        String story = cluster.cli("trace", queueIds.getLast(), "--config", "/etc/postrider/service.conf");
        assertTrue(story.contains("relayed"), story);
    }

    private static List<String> stored(ContainerCluster cluster, String account) throws IOException {
        try (ImapReader reader = ImapReader.login(cluster.anyPort("imap-gateway", "imaps"), account, Trial.PASSWORD)) {
            Waiting.until(
                    "both messages",
                    ARRIVAL,
                    () -> Optional.of(reader.status().messages()).filter(count -> count == 2));
            reader.examine();
            return reader.fetch("1:*").stream()
                    .map(message -> StoredMessage.of(message.octets()).sha256())
                    .sorted()
                    .toList();
        }
    }

    /** {@code helm test}, and an answer behind each port of each pod. */
    static void answerEverywhere(ContainerCluster cluster, boolean secure) throws IOException {
        List<String> faults = new ArrayList<>();
        for (String service : ContainerCluster.SERVICES) {
            for (Replica replica : cluster.all(service)) {
                faults.addAll(Ports.faults(replica, secure));
            }
        }
        assertEquals(List.of(), faults);
        System.out.println("Containers: helm test said " + cluster.helmTest().strip());
    }
}
