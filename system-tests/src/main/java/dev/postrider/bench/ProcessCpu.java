package dev.postrider.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * CPU time and memory of a family of processes, read from {@code /proc} (proc(5)).
 *
 * <p>A family is the processes that a predicate names, and all their descendants. The time of children that have
 * ended counts through their parents' cumulated times, so no short-lived process is missed once it was waited for.
 */
final class ProcessCpu {
    /** USER_HZ: the kernel tells times in hundredths of a second on every Linux of today. */
    private static final double TICKS_PER_SECOND = 100.0;

    private record Stat(long pid, long parent, double cpuSeconds, long residentOctets) {}

    private final Predicate<String> isRoot;

    /** @param isRoot whether the process with this command line (arguments joined by blanks) heads the family */
    ProcessCpu(Predicate<String> isRoot) {
        this.isRoot = isRoot;
    }

    /** User and system CPU seconds that the family has used until now. */
    double seconds() {
        return family().values().stream().mapToDouble(Stat::cpuSeconds).sum();
    }

    /** Proportional set size of the family in octets: shared pages count once in all. */
    long residentOctets() {
        return family().values().stream().mapToLong(Stat::residentOctets).sum();
    }

    private Map<Long, Stat> family() {
        Map<Long, Stat> all = new HashMap<>();
        Set<Long> members = new HashSet<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(Path.of("/proc"), "[0-9]*")) {
            for (Path entry : entries) {
                read(entry).ifPresent(stat -> {
                    all.put(stat.pid(), stat);
                    if (isRoot.test(commandLine(entry))) {
                        members.add(stat.pid());
                    }
                });
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        boolean grew = true;
        while (grew) {
            grew = false;
            for (Stat stat : all.values()) {
                grew |= members.contains(stat.parent()) && members.add(stat.pid());
            }
        }
        all.keySet().retainAll(members);
        return all;
    }

    private static Optional<Stat> read(Path process) {
        try {
            String stat = Files.readString(process.resolve("stat"));
            String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
            long ticks = 0;
            for (int i = 11; i <= 14; i++) {
                ticks += Long.parseLong(fields[i]);
            }
            return Optional.of(new Stat(
                    Long.parseLong(process.getFileName().toString()),
                    Long.parseLong(fields[1]),
                    ticks / TICKS_PER_SECOND,
                    proportionalSetSize(process)));
        } catch (IOException e) {
            return Optional.empty(); // it has ended meanwhile
        }
    }

    private static long proportionalSetSize(Path process) throws IOException {
        try {
            for (String line : Files.readAllLines(process.resolve("smaps_rollup"))) {
                if (line.startsWith("Pss:")) {
                    return Long.parseLong(line.replaceAll("\\D", "")) * 1024;
                }
            }
        } catch (NoSuchFileException e) {
            return 0; // a kernel thread
        }
        return 0;
    }

    private static String commandLine(Path process) {
        try {
            return Files.readString(process.resolve("cmdline"), java.nio.charset.StandardCharsets.ISO_8859_1)
                    .replace('\0', ' ');
        } catch (IOException e) {
            return ""; // it has ended meanwhile
        }
    }
}
