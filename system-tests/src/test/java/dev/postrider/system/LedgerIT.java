package dev.postrider.system;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.postrider.testkit.FakeMx;
import dev.postrider.testkit.FreePort;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * I1 to I5, I9 and I10 while every process in turn, Kafka and PostgreSQL among them, is killed with {@code kill -9} under load, and started again. Two
 * ingresses share one address and nothing else. The engines are embedded whatever the fixtures are, since this test kills them.
 */
final class LedgerIT {
    private static final String PASSWORD = "ledger-password";
    private static final int CLIENTS = 4;
    private static final int ACCEPTED_BETWEEN_KILLS = 60;
    private static final int SHOWN = 20;
    private static final Duration RECOVERY_LIMIT = Duration.ofSeconds(60);
    private static final Duration ARRIVE_LIMIT = Duration.ofSeconds(90);
    private static final String SECOND_INGRESS = "mx2." + PostriderCluster.DOMAIN;
    private static final Set<String> INGRESSES = Set.of("mx." + PostriderCluster.DOMAIN, SECOND_INGRESS);

    /** How long an engine stays dead; a service is started again at once. */
    private static final Duration MOMENT = Duration.ofSeconds(3);

    @TempDir
    Path directory = Path.of("");

    private final Ledger ledger = new Ledger();
    private final Map<String, UidObserver> observers = new HashMap<>();
    private Engines engines;
    private PostriderCluster cluster;
    private RoundRobin mx;
    private RoundRobin submission;

    /** What is killed, and for how long. */
    private record Fault(String name, Victim victim, Duration dead) {}

    @BeforeEach
    void start() throws Exception {
        engines = Engines.start(directory);
        cluster = PostriderCluster.start(engines.bootstrapServers(), engines.database());
        int secondMx = FreePort.next();
        int secondSubmission = FreePort.next();
        cluster.addIngress(
                "smtp-ingress-2", secondMx, secondSubmission, Map.of("smtp-ingress.hostname", SECOND_INGRESS));
        mx = RoundRobin.before(cluster.mxPort(), secondMx);
        submission = RoundRobin.before(cluster.submissionPort(), secondSubmission);
    }

    @AfterEach
    void stop() throws Exception {
        try {
            cluster.close();
            mx.close();
            submission.close();
        } finally {
            engines.close();
        }
    }

    private List<Fault> faults() {
        List<Fault> faults = new ArrayList<>();
        cluster.processes().forEach((name, service) -> faults.add(new Fault(name, service, Duration.ZERO)));
        faults.add(new Fault("Kafka", engines.broker(), MOMENT));
        faults.add(new Fault("PostgreSQL", engines.postgres(), MOMENT));
        return faults;
    }

    @Test
    void everyPromiseHoldsWhileProcessesAreKilled() throws Exception {
        List<String> accounts = new ArrayList<>();
        for (int i = 1; i <= 5; i++) {
            accounts.add(cluster.account("ledger" + i, PASSWORD));
        }
        List<String> recipients = new ArrayList<>(accounts);
        for (String account : accounts.subList(0, 2)) {
            observers.put(account, new UidObserver(cluster::imapsPort, account, PASSWORD));
        }
        int faults = sendWhileKilling(accounts.getFirst(), recipients);
        for (UidObserver observer : observers.values()) {
            observer.close();
        }
        System.out.println("Ledger: " + ledger.count(Ledger.Knowledge.ACCEPTED) + " accepted, "
                + ledger.count(Ledger.Knowledge.REFUSED) + " refused, " + ledger.count(Ledger.Knowledge.UNCERTAIN)
                + " uncertain; connections broke " + faults + " times; mailboxes were looked at "
                + observers.values().stream().mapToInt(UidObserver::looks).sum() + " times");

        List<String> breaches = new ArrayList<>();
        observers.forEach((account, observer) ->
                observer.breaches().forEach(breach -> breaches.add("I5 " + account + ": " + breach)));
        MailboxAudit audit = new MailboxAudit(ledger, cluster.imapsPort(), PASSWORD);
        for (String account : accounts) {
            audit.awaitArrivals(account);
            breaches.addAll(audit.breachesOf(account));
        }
        breaches.addAll(remoteBreaches(audit));
        ledger.entries().stream()
                .filter(entry -> entry.knowledge() == Ledger.Knowledge.REFUSED_FOR_GOOD)
                .forEach(entry -> breaches.add("I9: nothing is wrong with " + entry));
        if (ledger.hangs() > 0) {
            breaches.add("I9: no reply for 40 s, " + ledger.hangs() + " times");
        }
        assertAll(
                cluster::verify,
                () -> assertEquals(
                        "",
                        breaches.stream().limit(SHOWN).collect(Collectors.joining("\n")),
                        breaches.size() + " breaches; the logs are in " + cluster.directory()),
                () -> assertEquals(
                        0, ledger.count(Ledger.Knowledge.ACCEPTED) - withQueueId(), "each 250 tells a queue id"),
                () -> assertEquals(INGRESSES, audit.receivedBy(), "both ingresses took mail"),
                () -> assertTrue(observers.values().stream().allMatch(observer -> observer.looks() > 10)));
    }

    private long withQueueId() {
        return ledger.entries().stream()
                .filter(entry -> entry.knowledge() == Ledger.Knowledge.ACCEPTED)
                .filter(entry -> entry.queueId().isPresent())
                .count();
    }

    private int sendWhileKilling(String sender, List<String> recipients) throws Exception {
        try (Load local = new Load(ledger, "someone@elsewhere.test", recipients, 20261125);
                Load relayed = new Load(
                        ledger, sender, List.of("far@" + PostriderCluster.REMOTE_DOMAIN, recipients.getLast()), 1125)) {
            for (int i = 1; i <= CLIENTS; i++) {
                local.client("mx" + i, () -> SmtpConnection.open(mx.port()));
            }
            relayed.client("sub", () -> SmtpConnection.openSubmission(submission.port(), sender, PASSWORD));
            ledger.awaitAccepted(ACCEPTED_BETWEEN_KILLS, RECOVERY_LIMIT);
            for (Fault fault : faults()) {
                suffer(fault);
            }
            return local.faults() + relayed.faults();
        }
    }

    /** I10: after it has healed, mail is accepted and mailboxes are read again within a minute. */
    private void suffer(Fault fault) throws Exception {
        fault.victim().kill();
        int before = ledger.accepted();
        Thread.sleep(fault.dead()); // the length of the fault; nothing below depends on it
        fault.victim().restart();
        long healed = System.nanoTime();
        int meanwhile = ledger.accepted() - before;
        Map<UidObserver, Integer> looks = new HashMap<>();
        observers.values().forEach(observer -> looks.put(observer, observer.looks()));
        ledger.awaitAccepted(ledger.accepted() + ACCEPTED_BETWEEN_KILLS, RECOVERY_LIMIT);
        for (UidObserver observer : looks.keySet()) {
            // One look may have begun before the fault.
            Waiting.until(
                    "an answer from IMAP after " + fault.name() + " was killed",
                    RECOVERY_LIMIT.minusNanos(System.nanoTime() - healed),
                    () -> Optional.of(observer.looks()).filter(now -> now > looks.getOrDefault(observer, 0) + 1));
        }
        System.out.printf(
                "Ledger: %s was killed and started again; %d messages were accepted meanwhile, all was well again %.1f s later%n",
                fault.name(), meanwhile, (System.nanoTime() - healed) / 1e9);
    }

    /** A remote recipient gets each accepted message at least once, and the same octets; twice only if a process died in between. */
    private List<String> remoteBreaches(MailboxAudit audit) throws Exception {
        List<String> breaches = new ArrayList<>();
        String far = "far@" + PostriderCluster.REMOTE_DOMAIN;
        Set<String> expected = audit.idsFor(far, Ledger.Knowledge.ACCEPTED);
        Map<String, Ledger.Entry> entries = new HashMap<>();
        ledger.entries().forEach(entry -> entries.put(entry.id(), entry));
        Map<String, Integer> copies = new TreeMap<>();
        try {
            Waiting.until("relayed mail", ARRIVE_LIMIT, () -> {
                Set<String> arrived = new HashSet<>();
                cluster.remote().received().forEach(received -> arrived.add(MailboxAudit.idOf(received.latin1())));
                return arrived.containsAll(expected) ? Optional.of(arrived) : Optional.empty();
            });
        } catch (AssertionError e) {
            System.out.println("Ledger: " + e.getMessage());
        }
        for (FakeMx.Received received : cluster.remote().received()) {
            String id = MailboxAudit.idOf(received.latin1());
            Ledger.Entry entry = entries.get(id);
            if (entry == null) {
                continue; // another test's
            }
            copies.merge(id, 1, Integer::sum);
            if (!received.recipients().stream().allMatch(recipient -> recipient.contains("<" + far + ">"))) {
                breaches.add("I3 remote: recipients " + received.recipients() + " of " + entry);
            }
            if (!entry.sha256().equals(StoredMessage.of(received.octets()).sha256())) {
                breaches.add("I4 remote: other octets than were sent, " + entry);
            }
        }
        for (String id : expected) {
            if (!copies.containsKey(id)) {
                breaches.add("I1 remote: lost " + entries.get(id));
            }
        }
        long doubled = copies.values().stream().filter(count -> count > 1).count();
        System.out.println("Ledger: " + expected.size() + " relayed, " + doubled + " of them more than once");
        return breaches;
    }
}
