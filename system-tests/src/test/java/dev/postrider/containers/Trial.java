package dev.postrider.containers;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.postrider.system.Ledger;
import dev.postrider.system.Load;
import dev.postrider.system.MailboxAudit;
import dev.postrider.system.SmtpConnection;
import dev.postrider.system.UidObserver;
import dev.postrider.system.Waiting;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A steady load on a cluster: strangers who send to its accounts, an account that sends to another domain, and one that looks into its mailbox all the time.
 * Afterwards the mailboxes and the other domain are held against what clients were told.
 */
final class Trial implements AutoCloseable {
    static final String PASSWORD = "containers-password";

    private static final String STRANGER = "someone@elsewhere.test";
    private static final String FAR = "far@" + OutsideWorld.DOMAIN;
    private static final int ACCOUNTS = 3;
    private static final int CLIENTS = 4;

    /** Two cores shall have time for whatever starts meanwhile. */
    private static final Duration PAUSE = Duration.ofMillis(50);

    private static final int ACCEPTED_BETWEEN_STEPS = 40;
    private static final int SHOWN = 20;
    private static final Duration LIMIT = Duration.ofSeconds(60);

    private final ContainerCluster cluster;
    private final String name;
    private final List<String> accounts;
    private final Ledger ledger = new Ledger();
    private final Load arriving;
    private final Load leaving;
    private final UidObserver reader;

    private Trial(ContainerCluster cluster, String name, List<String> accounts) {
        this.cluster = cluster;
        this.name = name;
        this.accounts = accounts;
        this.arriving = new Load(ledger, STRANGER, accounts, 20261125, PAUSE);
        this.reader = new UidObserver(() -> cluster.anyPort("imap-gateway", "imaps"), accounts.getLast(), PASSWORD);
        this.leaving = new Load(ledger, accounts.getFirst(), List.of(FAR), 1125, PAUSE);
    }

    /** @param name of its accounts, new in this cluster */
    static Trial begin(ContainerCluster cluster, String name) throws IOException, InterruptedException {
        List<String> accounts = new ArrayList<>();
        for (int i = 1; i <= ACCOUNTS; i++) {
            accounts.add(cluster.account(name + i, PASSWORD));
        }
        Trial trial = new Trial(cluster, name, List.copyOf(accounts));
        try {
            return trial.loaded();
        } catch (InterruptedException | RuntimeException | AssertionError e) {
            trial.close();
            throw e;
        }
    }

    /** Starts its clients. */
    private Trial loaded() throws InterruptedException {
        leaving.client(
                name + "-submission",
                () -> SmtpConnection.openSubmission(
                        cluster.anyPort("smtp-ingress", "submission"), accounts.getFirst(), PASSWORD));
        for (int i = 1; i <= CLIENTS; i++) {
            arriving.client(name + "-mx" + i, () -> SmtpConnection.open(cluster.anyPort("smtp-ingress", "smtp")));
        }
        return goesOn();
    }

    /** Waits until more is accepted. */
    Trial goesOn() throws InterruptedException {
        ledger.awaitAccepted(ledger.accepted() + ACCEPTED_BETWEEN_STEPS, LIMIT);
        return this;
    }

    /**
     * Ends the load. I1 to I5 and I9, what {@code postrider verify} looks at, and that no kubelet would have restarted or left out a pod.
     *
     * @param uncertain how many clients at most may not know what became of their message
     */
    void assertNothingIsLostOrDoubled(int uncertain) throws IOException {
        close();
        MailboxAudit audit = new MailboxAudit(ledger, cluster.anyPort("imap-gateway", "imaps"), PASSWORD);
        List<String> breaches = new ArrayList<>();
        for (String account : accounts) {
            audit.awaitArrivals(account);
            breaches.addAll(audit.breachesOf(account));
        }
        Set<String> relayed = audit.idsFor(FAR, Ledger.Knowledge.ACCEPTED);
        breaches.addAll(breachesFarAway(relayed));
        breaches.addAll(cluster.kubeletsActions());
        reader.breaches().forEach(breach -> breaches.add("I5 " + accounts.getLast() + ": " + breach));
        of(Ledger.Knowledge.REFUSED_FOR_GOOD).forEach(entry -> breaches.add("I9: nothing is wrong with " + entry));
        List<Ledger.Entry> unknown = of(Ledger.Knowledge.UNCERTAIN);
        System.out.printf(
                "Containers, %s: %d accepted (%d of them relayed), %d refused for now, %d uncertain; looked at %d times%n",
                name,
                ledger.accepted(),
                relayed.size(),
                ledger.count(Ledger.Knowledge.REFUSED),
                unknown.size(),
                reader.looks());
        String verified = cluster.cli("verify");
        assertAll(
                () -> assertEquals(
                        "",
                        breaches.stream().limit(SHOWN).collect(Collectors.joining("\n")),
                        breaches.size() + " breaches"),
                () -> assertTrue(unknown.size() <= uncertain, "connections broke within a message: " + unknown),
                () -> assertTrue(!relayed.isEmpty(), "nothing was relayed"),
                () -> assertEquals(0, ledger.hangs(), "clients that got no reply for 40 s"),
                () -> assertTrue(verified.contains("every promise holds"), verified));
    }

    private List<Ledger.Entry> of(Ledger.Knowledge knowledge) {
        return ledger.entries().stream()
                .filter(entry -> entry.knowledge() == knowledge)
                .toList();
    }

    /** Each message is there, as it was sent. A second copy is allowed: a connection may break between the final dot and the reply. */
    private List<String> breachesFarAway(Set<String> expected) {
        Map<String, String> arrived = Waiting.until(
                "mail for " + FAR,
                LIMIT,
                () -> Optional.of(cluster.outside().received())
                        .filter(received -> received.keySet().containsAll(expected)));
        return ledger.entries().stream()
                .filter(entry -> expected.contains(entry.id()))
                .filter(entry -> !entry.sha256().equals(arrived.get(entry.id())))
                .map(entry -> "I4 far away: other octets than were sent, " + entry)
                .toList();
    }

    /** Lets every client finish its message. */
    @Override
    public void close() {
        arriving.close();
        leaving.close();
        reader.close();
    }
}
