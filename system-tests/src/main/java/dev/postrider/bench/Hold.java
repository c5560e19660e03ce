package dev.postrider.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.IntSupplier;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** What many connections that do next to nothing cost, and what they cost a client that sends messages meanwhile. */
@Command(
        name = "hold",
        mixinStandardHelpOptions = true,
        description =
                "Holds idle and slow connections while one client sends messages: its latency, memory, descriptors.")
final class Hold implements Callable<Integer> {
    private static final int SIZE_OCTETS = 4096;

    @Option(names = "--idle", defaultValue = "5000", description = "Idle connections (default: ${DEFAULT-VALUE}).")
    private int idle;

    @Option(
            names = "--slow",
            defaultValue = "1000",
            description = "Connections within DATA that send 100 octets a second (default: ${DEFAULT-VALUE}).")
    private int slow;

    @Option(
            names = "--probes",
            defaultValue = "2000",
            description = "Messages of the client in each row, one after the other (default: ${DEFAULT-VALUE}).")
    private int probes;

    @Option(
            names = "--warm-up",
            defaultValue = "" + Bench.WARM_UP_MESSAGES,
            description = "Messages before the first row.")
    private int warmUp;

    @Option(names = "--tls", description = "Idle connections are encrypted, by STARTTLS; there are no slow ones.")
    private boolean tls;

    @Option(names = "--json", description = "Also write the result to this file.")
    private Optional<Path> json = Optional.empty();

    /**
     * One row.
     *
     * @param connections of the crowd
     * @param lost of them, ended by the server
     * @param added since the row before
     */
    private record Row(
            String what,
            int connections,
            int lost,
            double p50Ms,
            double p99Ms,
            ServerMemory memory,
            int added,
            ServerMemory before) {
        private String perConnection(long now, long then) {
            return added == 0 ? "-" : String.format(Locale.ROOT, "%.1f", (now - then) / 1024.0 / added);
        }

        String heapKibPerConnection() {
            return perConnection(memory.liveHeapOctets(), before.liveHeapOctets());
        }

        String residentKibPerConnection() {
            return perConnection(memory.residentOctets(), before.residentOctets());
        }
    }

    @Override
    public Integer call() throws Exception {
        Path directory = Files.createTempDirectory("postrider-bench-");
        try {
            List<Row> rows = measure(directory);
            System.out.print(table(rows));
            if (json.isPresent()) {
                Files.writeString(json.get(), json(rows), StandardCharsets.UTF_8);
            }
            return 0;
        } finally {
            Bench.Run.deleteTree(directory);
        }
    }

    private List<Row> measure(Path directory) throws Exception {
        List<Row> rows = new ArrayList<>();
        try (SystemUnderTest system =
                SystemUnderTest.start(directory.resolve("data"), "smtp-ingress,mailbox-service")) {
            new SmtpLoad(system.smtpPort(), system.login(), 20, warmUp, SIZE_OCTETS).run();
            probe(system, Math.min(probes, 1000));
            rows.add(row("alone", 0, system, () -> 0, rows));
            if (tls) {
                addEncrypted(system, rows);
            } else {
                addInClear(system, rows);
            }
        }
        return rows;
    }

    private void addInClear(SystemUnderTest system, List<Row> rows) throws Exception {
        try (Crowd crowd = new Crowd(system.smtpPort(), system.login())) {
            crowd.add(idle, 0);
            rows.add(row(idle + " idle", idle, system, crowd::lost, rows));
            crowd.add(0, slow);
            rows.add(row(idle + " idle, " + slow + " slow", slow, system, crowd::lost, rows));
        }
    }

    private void addEncrypted(SystemUnderTest system, List<Row> rows) throws Exception {
        try (TlsCrowd crowd = new TlsCrowd(system.smtpPort(), system.certificate())) {
            crowd.add(idle);
            rows.add(row(idle + " idle, TLS", idle, system, crowd::lost, rows));
        }
    }

    private Row row(String what, int added, SystemUnderTest system, IntSupplier lost, List<Row> rows) throws Exception {
        double[] millis = probe(system, probes);
        ServerMemory memory = ServerMemory.of(system);
        return new Row(
                what,
                (rows.isEmpty() ? 0 : rows.getLast().connections()) + added,
                lost.getAsInt(),
                millis[probes / 2],
                millis[(int) (probes * 0.99)],
                memory,
                added,
                rows.isEmpty() ? memory : rows.getLast().memory());
    }

    /** Milliseconds from connecting to the answer to QUIT, sorted. */
    private static double[] probe(SystemUnderTest system, int count) throws IOException {
        byte[] content = SmtpLoad.content("legitimate", SIZE_OCTETS);
        double[] millis = new double[count];
        for (int i = 0; i < count; i++) {
            long start = System.nanoTime();
            SmtpLoad.send(system.smtpPort(), "load@sender.test", system.login(), content);
            millis[i] = (System.nanoTime() - start) / 1e6;
        }
        Arrays.sort(millis);
        return millis;
    }

    private static String table(List<Row> rows) {
        StringBuilder table = new StringBuilder(String.format(
                Locale.ROOT,
                "%-24s %8s %8s %10s %10s %6s %12s %12s%n",
                "crowd",
                "p50 ms",
                "p99 ms",
                "heap MiB",
                "RSS MiB",
                "files",
                "heap KiB/con",
                "RSS KiB/con"));
        for (Row row : rows) {
            table.append(String.format(
                    Locale.ROOT,
                    "%-24s %8.2f %8.2f %10.1f %10.1f %6d %12s %12s%s%n",
                    row.what(),
                    row.p50Ms(),
                    row.p99Ms(),
                    row.memory().liveHeapOctets() / 1048576.0,
                    row.memory().residentOctets() / 1048576.0,
                    row.memory().descriptors(),
                    row.heapKibPerConnection(),
                    row.residentKibPerConnection(),
                    row.lost() == 0 ? "" : "  " + row.lost() + " LOST"));
        }
        Row first = rows.getFirst();
        Row last = rows.getLast();
        return table.append(String.format(
                        Locale.ROOT, "p99 with the crowd: %.2f times that without%n", last.p99Ms() / first.p99Ms()))
                .toString();
    }

    private static String json(List<Row> rows) {
        return rows.stream()
                .map(row -> String.format(
                        Locale.ROOT,
                        "  {\"what\": \"%s\", \"connections\": %d, \"lost\": %d, \"p50Ms\": %.3f, \"p99Ms\": %.3f, "
                                + "\"liveHeapOctets\": %d, \"residentOctets\": %d, \"descriptors\": %d}",
                        row.what(),
                        row.connections(),
                        row.lost(),
                        row.p50Ms(),
                        row.p99Ms(),
                        row.memory().liveHeapOctets(),
                        row.memory().residentOctets(),
                        row.memory().descriptors()))
                .collect(Collectors.joining(",\n", "[\n", "\n]\n"));
    }
}
