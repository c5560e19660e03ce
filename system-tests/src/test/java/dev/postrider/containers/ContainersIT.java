package dev.postrider.containers;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.postrider.system.ImapReader;
import dev.postrider.system.Ledger;
import dev.postrider.system.Load;
import dev.postrider.system.MailboxAudit;
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
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A message through separate containers; nothing lost, nothing doubled, while they are added, killed and replaced under load. */
final class ContainersIT {
    private static final String PASSWORD = "containers-password";
    private static final String STRANGER = "someone@elsewhere.test";
    private static final int CLIENTS = 2;
    private static final int ACCEPTED_BETWEEN_STEPS = 40;
    private static final int BEYOND_INLINE = 400_000;
    private static final int SHOWN = 20;
    private static final Duration LIMIT = Duration.ofSeconds(60);

    private static ContainerCluster cluster;

    @BeforeAll
    static void start() throws Exception {
        cluster = ContainerCluster.start();
    }

    @AfterAll
    static void stop() {
        cluster.close();
    }

    @Test
    void aMessageGoesThroughContainersOfItsOwn() throws Exception {
        String made = cluster.cli("account", "add", "--generate", "--json", "alice@" + ContainerCluster.DOMAIN);
        String alice = cluster.account("alice", PASSWORD);
        assertTrue(made.contains(alice), made);
        Random random = new Random(1);
        List<byte[]> messages = List.of(
                TestMessages.message("inline", alice, alice, 2_000, random),
                TestMessages.message("through-s3", alice, alice, BEYOND_INLINE, random));
        List<String> queueIds = new ArrayList<>();
        for (Replica ingress : cluster.all("smtp-ingress")) {
            try (SmtpConnection connection =
                    SmtpConnection.openSubmission(ingress.port("submission"), alice, PASSWORD)) {
                SmtpConnection.Outcome outcome = connection.send(alice, List.of(alice), messages.get(queueIds.size()));
                assertTrue(outcome.accepted(), outcome.toString());
                queueIds.add(outcome.queueId().orElseThrow());
            }
        }
        try (ImapReader reader = login(alice)) {
            Waiting.until(
                    "both messages",
                    LIMIT,
                    () -> Optional.of(reader.status().messages()).filter(count -> count == 2));
            reader.examine();
            List<String> stored = reader.fetch("1:*").stream()
                    .map(message -> StoredMessage.of(message.octets()).sha256())
                    .sorted()
                    .toList();
            assertEquals(messages.stream().map(StoredMessage::sha256).sorted().toList(), stored);
        }
        String story = cluster.cli("trace", queueIds.getLast());
        assertTrue(story.contains("stored") || story.contains("delivered"), story);
        String verified = cluster.cli("verify");
        assertTrue(verified.contains("every promise holds"), verified);
    }

    @Test
    void nothingIsLostWhileContainersAreAddedAndKilled() throws Exception {
        List<String> accounts = accounts("killed");
        Ledger ledger = new Ledger();
        try (Load _ = load(ledger, accounts)) {
            ledger.awaitAccepted(ACCEPTED_BETWEEN_STEPS, LIMIT);
            for (String service : List.of("delivery-worker", "mailbox-service", "imap-gateway")) {
                cluster.add(service);
                moreIsAccepted(ledger);
            }
            for (String service : ContainerCluster.SERVICES) {
                Replica victim = cluster.all(service).getFirst();
                cluster.forget(victim);
                victim.kill();
                moreIsAccepted(ledger); // by those that are left
                if (cluster.all(service).size() < (service.equals("smtp-ingress") ? 2 : 1)) {
                    cluster.add(service);
                }
            }
        }
        report("kill", ledger);
        assertHolds(ledger, accounts);
    }

    @Test
    void replicasThatAreReplacedDrainAndNoClientIsLeftUncertain() throws Exception {
        List<String> accounts = accounts("rolled");
        Ledger ledger = new Ledger();
        try (Load _ = load(ledger, accounts)) {
            ledger.awaitAccepted(ACCEPTED_BETWEEN_STEPS, LIMIT);
            for (String service : ContainerCluster.SERVICES) {
                for (Replica old : List.copyOf(cluster.all(service))) {
                    cluster.add(service);
                    cluster.forget(old);
                    Duration took = old.terminate();
                    System.out.printf("Containers: %s drained in %.1f s%n", service, took.toMillis() / 1e3);
                    moreIsAccepted(ledger);
                }
            }
        }
        report("roll", ledger);
        assertHolds(ledger, accounts);
        assertEquals(List.of(), of(ledger, Ledger.Knowledge.UNCERTAIN), "no connection breaks off within a message");
    }

    private static List<String> accounts(String prefix) throws IOException, InterruptedException {
        List<String> accounts = new ArrayList<>();
        for (int i = 1; i <= 3; i++) {
            accounts.add(cluster.account(prefix + i, PASSWORD));
        }
        return accounts;
    }

    /** Clients that come to either ingress. */
    private static Load load(Ledger ledger, List<String> accounts) {
        Load load = new Load(ledger, STRANGER, accounts, 20261125);
        for (int i = 1; i <= CLIENTS; i++) {
            load.client("mx" + i, () -> SmtpConnection.open(cluster.anyPort("smtp-ingress", "smtp")));
        }
        return load;
    }

    private static ImapReader login(String account) throws IOException {
        return ImapReader.login(cluster.anyPort("imap-gateway", "imaps"), account, PASSWORD);
    }

    private static void moreIsAccepted(Ledger ledger) throws InterruptedException {
        ledger.awaitAccepted(ledger.accepted() + ACCEPTED_BETWEEN_STEPS, LIMIT);
    }

    private static void report(String what, Ledger ledger) {
        System.out.println("Containers, " + what + ": " + ledger.count(Ledger.Knowledge.ACCEPTED) + " accepted, "
                + ledger.count(Ledger.Knowledge.REFUSED) + " refused for now, "
                + ledger.count(Ledger.Knowledge.UNCERTAIN) + " uncertain");
    }

    private static List<Ledger.Entry> of(Ledger ledger, Ledger.Knowledge knowledge) {
        return ledger.entries().stream()
                .filter(entry -> entry.knowledge() == knowledge)
                .toList();
    }

    /** I1 to I5 and I9, and what {@code postrider verify} looks at. */
    private static void assertHolds(Ledger ledger, List<String> accounts) throws IOException {
        MailboxAudit audit = new MailboxAudit(ledger, cluster.anyPort("imap-gateway", "imaps"), PASSWORD);
        List<String> breaches = new ArrayList<>();
        for (String account : accounts) {
            audit.awaitArrivals(account);
            breaches.addAll(audit.breachesOf(account));
        }
        of(ledger, Ledger.Knowledge.REFUSED_FOR_GOOD)
                .forEach(entry -> breaches.add("I9: nothing is wrong with " + entry));
        String verified = cluster.cli("verify");
        assertAll(
                () -> assertEquals(
                        "",
                        breaches.stream().limit(SHOWN).collect(Collectors.joining("\n")),
                        breaches.size() + " breaches"),
                () -> assertEquals(0, ledger.hangs(), "clients that got no reply for 40 s"),
                () -> assertTrue(verified.contains("every promise holds"), verified));
    }
}
