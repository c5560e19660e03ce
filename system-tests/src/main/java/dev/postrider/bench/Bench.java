package dev.postrider.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code ./postrider bench smtp|deliver|imap|hold}: starts a system in an empty directory, loads it and prints what it cost. */
@Command(
        name = "bench",
        mixinStandardHelpOptions = true,
        description = "Measures CPU per message of the whole system, beside Postfix and Dovecot where installed.",
        subcommands = {Bench.Smtp.class, Bench.Deliver.class, Bench.Imap.class, Hold.class})
public final class Bench {
    static final int WARM_UP_MESSAGES = 5_000;

    /** Runs the command line; exit code 0 unless something could not be measured. */
    public static void main(String[] args) {
        System.exit(new CommandLine(new Bench()).execute(args));
    }

    /** What all benchmarks share: where they run, what they print. */
    abstract static class Run implements Callable<Integer> {
        @Option(
                names = "--messages",
                defaultValue = "10000",
                description = "Messages per row (default: ${DEFAULT-VALUE}).")
        int messages;

        @Option(
                names = "--warm-up",
                defaultValue = "" + WARM_UP_MESSAGES,
                description = "Messages before the first row.")
        int warmUp;

        @Option(names = "--json", description = "Also write the result to this file.")
        Optional<Path> json = Optional.empty();

        @Option(names = "--no-peer", description = "Do not measure Postfix and Dovecot.")
        boolean noPeer;

        @Override
        public Integer call() throws Exception {
            Path directory = Files.createTempDirectory("postrider-bench-");
            directory.toFile().setExecutable(true, false);
            directory.toFile().setReadable(true, false);
            try {
                System.err.println("Load by " + SmtpLoad.generator());
                List<Measurement> rows = measure(directory);
                System.out.print(Measurement.table(rows));
                if (json.isPresent()) {
                    Files.writeString(json.get(), Measurement.json(rows), StandardCharsets.UTF_8);
                }
                return 0;
            } finally {
                deleteTree(directory);
            }
        }

        abstract List<Measurement> measure(Path directory) throws Exception;

        Optional<Peer> peer(Path directory) throws IOException, InterruptedException {
            return noPeer ? Optional.empty() : Peer.start(SystemUnderTest.peerScript(), directory.resolve("peer"));
        }

        /** CPU seconds and wall-clock seconds of an action. */
        static double[] cost(ProcessCpu cpu, Action action) throws Exception {
            double before = cpu.seconds();
            long start = System.nanoTime();
            action.run();
            return new double[] {cpu.seconds() - before, (System.nanoTime() - start) / 1e9};
        }

        static void deleteTree(Path directory) throws IOException {
            try (Stream<Path> files = Files.walk(directory)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.deleteIfExists(file);
                }
            }
        }
    }

    @FunctionalInterface
    interface Action {
        void run() throws Exception;
    }

    /** Accepting alone: SMTP to Kafka's acknowledgement, no worker running; Postfix accepts into its hold queue. */
    @Command(name = "smtp", description = "Accepting alone, at several sizes and numbers of connections.")
    static final class Smtp extends Run {
        @Option(
                names = "--sizes",
                split = ",",
                defaultValue = "4096,102400",
                description = "Octets (default: ${DEFAULT-VALUE}).")
        List<Integer> sizes = List.of();

        @Option(
                names = "--connections",
                split = ",",
                defaultValue = "1,20,100",
                description = "Default: ${DEFAULT-VALUE}.")
        List<Integer> connections = List.of();

        @Option(
                names = "--policy",
                description =
                        "Also with SPF, DKIM, ARC and DMARC, of a signed message against a DNS server of our own.")
        boolean policy;

        @Option(
                names = "--dns-ttl",
                defaultValue = "300",
                description = "Seconds for which its answers may be kept; 0: none is (default: ${DEFAULT-VALUE}).")
        long dnsTtlSeconds;

        @Override
        List<Measurement> measure(Path directory) throws Exception {
            List<Measurement> rows = new ArrayList<>();
            if (policy) {
                for (int size : sizes) {
                    rows.addAll(measurePolicy(Files.createDirectories(directory.resolve("policy-" + size)), size));
                }
            }
            try (SystemUnderTest system =
                    SystemUnderTest.start(directory.resolve("data"), "smtp-ingress,mailbox-service")) {
                new SmtpLoad(system.smtpPort(), system.login(), 20, warmUp, 4096).run();
                Optional<Peer> peer = peer(directory);
                for (int size : sizes) {
                    int count = size > 10_000 ? messages / 5 : messages;
                    // Each size takes ways through the code that no other warms up.
                    new SmtpLoad(system.smtpPort(), system.login(), 20, count * 4, size).run();
                    for (int parallel : connections) {
                        rows.add(row(
                                system, peer, new SmtpLoad(system.smtpPort(), system.login(), parallel, count, size)));
                    }
                }
                if (peer.isPresent()) {
                    peer.get().close();
                }
            }
            return rows;
        }

        /** The same signed message with and without the policy, so that the difference is the policy's. */
        private List<Measurement> measurePolicy(Path directory, int size) throws Exception {
            SignedMail mail = SignedMail.of(size);
            Path content = Files.writeString(
                    directory.resolve("signed"), mail.content().replace("\r\n", "\n"));
            List<Measurement> rows = new ArrayList<>();
            try (BenchDns dns = BenchDns.start(mail.texts(), dnsTtlSeconds)) {
                for (String steps : List.of("", "headers", "spf", "dkim", "spf, dkim, arc, dmarc")) {
                    Path own = Files.createDirectories(directory.resolve("steps-" + rows.size()));
                    Path settings = Files.writeString(own.resolve("settings"), """
                            smtp-ingress.listeners.mx.policy = [%s]
                            smtp-ingress.policy.dns.servers = ["127.0.0.1:%d"]
                            """.formatted(steps, dns.port()));
                    try (SystemUnderTest system = SystemUnderTest.start(
                            own.resolve("data"), "smtp-ingress,mailbox-service", Optional.of(settings))) {
                        SmtpLoad load = new SmtpLoad(
                                system.smtpPort(), system.login(), 20, messages, size, Optional.of(content));
                        load.run();
                        double[] cost = cost(system.cpu(), load::run);
                        rows.add(new Measurement(
                                String.format(Locale.ROOT, "accept %d KiB signed, policy [%s]", size / 1024, steps),
                                messages,
                                cost[1],
                                cost[0],
                                OptionalDouble.empty(),
                                ""));
                    }
                }
            }
            return rows;
        }

        private static Measurement row(SystemUnderTest system, Optional<Peer> peer, SmtpLoad load) throws Exception {
            double[] own = cost(system.cpu(), load::run);
            OptionalDouble theirs = OptionalDouble.empty();
            String note = "";
            if (peer.isPresent()) {
                SmtpLoad same = new SmtpLoad(
                        peer.get().holdPort,
                        "bench@bench.test",
                        load.connections(),
                        load.messages(),
                        load.sizeOctets());
                double[] cost = cost(peer.get().cpu(), same::run);
                theirs = OptionalDouble.of(cost[0]);
                note = String.format(Locale.ROOT, "Postfix accepted %.0f per s", load.messages() / cost[1]);
            }
            return new Measurement(
                    String.format(
                            Locale.ROOT, "accept %d KiB, %d connections", load.sizeOctets() / 1024, load.connections()),
                    load.messages(),
                    own[1],
                    own[0],
                    theirs,
                    note);
        }
    }

    /** The whole way: SMTP to visible by IMAP; Postfix delivers by LMTP to Dovecot. */
    @Command(name = "deliver", description = "From SMTP to visible by IMAP: cost, rate and latency.")
    static final class Deliver extends Run {
        @Option(
                names = "--sizes",
                split = ",",
                defaultValue = "4096,102400",
                description = "Octets (default: ${DEFAULT-VALUE}).")
        List<Integer> sizes = List.of();

        @Option(names = "--connections", defaultValue = "20", description = "Default: ${DEFAULT-VALUE}.")
        int connections;

        @Option(
                names = "--probes",
                defaultValue = "500",
                description = "Messages to measure latency with, at light load.")
        int probes;

        @Override
        List<Measurement> measure(Path directory) throws Exception {
            List<Measurement> rows = new ArrayList<>();
            try (SystemUnderTest system = SystemUnderTest.start(directory.resolve("data"), "all");
                    ImapProbe imap = new ImapProbe(system.imapPort(), system.login(), system.password())) {
                new SmtpLoad(system.smtpPort(), system.login(), connections, warmUp, 4096).run();
                awaitMessages(imap, warmUp);
                Optional<Peer> peer = peer(directory);
                for (int size : sizes) {
                    int count = size > 10_000 ? messages / 5 : messages;
                    rows.add(row(system, imap, peer, count, size));
                }
                rows.add(latency(system, imap));
                if (peer.isPresent()) {
                    peer.get().close();
                }
            }
            return rows;
        }

        private Measurement row(SystemUnderTest system, ImapProbe imap, Optional<Peer> peer, int count, int size)
                throws Exception {
            int expected = imap.messages("INBOX") + count;
            double[] own = cost(system.cpu(), () -> {
                new SmtpLoad(system.smtpPort(), system.login(), connections, count, size).run();
                awaitMessages(imap, expected);
            });
            OptionalDouble theirs = OptionalDouble.empty();
            String note =
                    String.format(Locale.ROOT, "memory %d MiB", system.cpu().residentOctets() >> 20);
            if (peer.isPresent()) {
                double[] cost = cost(peer.get().cpu(), () -> deliverByPeer(peer.get(), count, size));
                theirs = OptionalDouble.of(cost[0]);
                note += String.format(Locale.ROOT, "; peer delivered %.0f per s", count / cost[1]);
            }
            return new Measurement(
                    String.format(Locale.ROOT, "SMTP to stored, %d KiB, %d connections", size / 1024, connections),
                    count,
                    own[1],
                    own[0],
                    theirs,
                    note);
        }

        private void deliverByPeer(Peer peer, int count, int size) throws Exception {
            try (ImapProbe imap = new ImapProbe(peer.imapPort, "bench@bench.test", "bench")) {
                int expected = imap.messages("INBOX") + count;
                new SmtpLoad(peer.deliverPort, "bench@bench.test", connections, count, size).run();
                awaitMessages(imap, expected);
            }
        }

        private Measurement latency(SystemUnderTest system, ImapProbe imap) throws Exception {
            int before = imap.messages("INBOX");
            imap.command("SELECT INBOX");
            imap.startIdle();
            double[] millis = new double[probes];
            byte[] content = SmtpLoad.content("latency probe", 4096);
            double[] own = cost(system.cpu(), () -> {
                for (int i = 0; i < probes; i++) {
                    long start = System.nanoTime();
                    SmtpLoad.send(system.smtpPort(), "load@sender.test", system.login(), content);
                    imap.awaitExists(before + i + 1);
                    millis[i] = (System.nanoTime() - start) / 1e6;
                }
            });
            Arrays.sort(millis);
            return new Measurement(
                    "SMTP connect to EXISTS in IDLE, one at a time",
                    probes,
                    own[1],
                    own[0],
                    OptionalDouble.empty(),
                    String.format(
                            Locale.ROOT,
                            "p50 %.0f ms, p99 %.0f ms, max %.0f ms",
                            millis[probes / 2],
                            millis[probes * 99 / 100],
                            millis[probes - 1]));
        }

        private static void awaitMessages(ImapProbe imap, int expected) throws Exception {
            long deadline = System.nanoTime() + 600_000_000_000L;
            while (imap.messages("INBOX") < expected) {
                if (System.nanoTime() > deadline) {
                    throw new IllegalStateException(
                            "after 10 minutes only " + imap.messages("INBOX") + " of " + expected + " are visible");
                }
                Thread.sleep(100);
            }
        }
    }

    /** Reading: FETCH of a whole mailbox. */
    @Command(name = "imap", description = "FETCH of all headers and of all bodies of a mailbox.")
    static final class Imap extends Run {
        @Override
        List<Measurement> measure(Path directory) throws Exception {
            List<Measurement> rows = new ArrayList<>();
            try (SystemUnderTest system = SystemUnderTest.start(directory.resolve("data"), "all");
                    ImapProbe imap = new ImapProbe(system.imapPort(), system.login(), system.password())) {
                new SmtpLoad(system.smtpPort(), system.login(), 20, messages, 4096).run();
                Deliver.awaitMessages(imap, messages);
                Optional<Peer> peer = peer(directory);
                Optional<ImapProbe> theirs = Optional.empty();
                if (peer.isPresent()) {
                    new SmtpLoad(peer.get().deliverPort, "bench@bench.test", 20, messages, 4096).run();
                    theirs = Optional.of(new ImapProbe(peer.get().imapPort, "bench@bench.test", "bench"));
                    Deliver.awaitMessages(theirs.get(), messages);
                    theirs.get().command("SELECT INBOX");
                }
                imap.command("SELECT INBOX");
                for (String items : List.of(
                        "FLAGS", "(UID FLAGS RFC822.SIZE ENVELOPE)", "(UID BODY.PEEK[HEADER])", "(UID BODY.PEEK[])")) {
                    imap.drain("FETCH 1:* " + items);
                    rows.add(row(system, imap, peer, theirs, items));
                }
                if (peer.isPresent()) {
                    peer.get().close();
                }
            }
            return rows;
        }

        private Measurement row(
                SystemUnderTest system, ImapProbe imap, Optional<Peer> peer, Optional<ImapProbe> theirs, String items)
                throws Exception {
            double[] own = cost(system.cpu(), () -> imap.drain("FETCH 1:* " + items));
            OptionalDouble peerCpu = OptionalDouble.empty();
            String note = "";
            if (peer.isPresent() && theirs.isPresent()) {
                double[] cost = cost(peer.get().cpu(), () -> theirs.get().drain("FETCH 1:* " + items));
                peerCpu = OptionalDouble.of(cost[0]);
                note = String.format(Locale.ROOT, "Dovecot sent %.0f per s", messages / cost[1]);
            }
            return new Measurement("FETCH 1:* " + items, messages, own[1], own[0], peerCpu, note);
        }
    }
}
