package dev.postrider.system;

import java.io.Closeable;
import java.io.IOException;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A little of everything that happens to a mail system, over and over until it is closed: what dashboards show. */
final class DemoLoad implements AutoCloseable {
    /** A domain whose server takes no connection: its mail is deferred. */
    static final String AWAY_DOMAIN = "away.test";

    private static final Logger log = LoggerFactory.getLogger(DemoLoad.class);
    private static final String PASSWORD = "demo-password";
    private static final String STRANGER = "someone@elsewhere.test";
    private static final int LARGE_OCTETS = 400_000;

    private final PostriderCluster cluster;
    private final String user;
    private final AtomicBoolean ending = new AtomicBoolean();
    private final ImapReader idler;
    private final Thread thread;
    private int rounds;

    private DemoLoad(PostriderCluster cluster, String user, ImapReader idler) {
        this.cluster = cluster;
        this.user = user;
        this.idler = idler;
        this.thread = Thread.ofVirtual().name("demo-load").unstarted(this::run);
    }

    static DemoLoad start(PostriderCluster cluster) throws IOException, InterruptedException {
        cluster.dns().with(AWAY_DOMAIN, "MX", "10 mx." + AWAY_DOMAIN + ".").with("mx." + AWAY_DOMAIN, "A", "127.0.0.9");
        String user = cluster.account("demo", PASSWORD);
        ImapReader idler = ImapReader.login(cluster.imapsPort(), user, PASSWORD);
        idler.examine();
        idler.say("IDLE");
        DemoLoad load = new DemoLoad(cluster, user, idler);
        load.thread.start();
        return load;
    }

    private void run() {
        while (!ending.get()) {
            try {
                rounds++;
                fromStrangers();
                fromUsers();
                guessers();
                reading();
            } catch (IOException | RuntimeException e) {
                log.atWarn().addKeyValue("round", rounds).setCause(e).log("demo load");
            }
        }
    }

    private void fromStrangers() throws IOException {
        try (SmtpConnection connection = SmtpConnection.open(cluster.mxPort())) {
            connection.send(STRANGER, List.of(user), message("small", user, 1_000));
            connection.send(STRANGER, List.of(user), message("large", user, LARGE_OCTETS));
            connection.send(STRANGER, List.of("nobody@" + PostriderCluster.DOMAIN), message("unknown", "nobody", 0));
            connection.send(STRANGER, List.of("x@" + PostriderCluster.REMOTE_DOMAIN), message("relay", "x", 0));
        }
    }

    private void fromUsers() throws IOException {
        try (SmtpConnection connection = SmtpConnection.openSubmission(cluster.submissionPort(), user, PASSWORD)) {
            for (String to : List.of(
                    "relayed@" + PostriderCluster.REMOTE_DOMAIN,
                    "deferred@" + AWAY_DOMAIN,
                    "bounced@no-such-domain.test")) {
                connection.send(user, List.of(to), message(to, to, 1_000));
            }
        }
    }

    private void guessers() {
        guess(() -> SmtpConnection.openSubmission(cluster.submissionPort(), "nobody-" + rounds, "guess"));
        guess(() -> ImapReader.login(cluster.imapsPort(), "nobody-" + rounds, "guess"));
    }

    private static void guess(Login login) {
        try {
            login.tryIt().close();
            throw new IllegalStateException("a guess was right");
        } catch (IOException refused) {
            log.trace("refused", refused);
        }
    }

    @FunctionalInterface
    private interface Login {
        Closeable tryIt() throws IOException;
    }

    private void reading() throws IOException {
        try (ImapReader reader = ImapReader.login(cluster.imapsPort(), user, PASSWORD)) {
            reader.examine();
            reader.search("UNSEEN");
            reader.fetch(reader.status().uidNext() - 1 + ":*");
        }
    }

    private byte[] message(String subject, String to, int size) {
        return TestMessages.message("demo-" + rounds + "-" + subject, STRANGER, to, size, new Random(rounds));
    }

    @Override
    public void close() throws IOException {
        ending.set(true);
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        idler.close();
    }
}
