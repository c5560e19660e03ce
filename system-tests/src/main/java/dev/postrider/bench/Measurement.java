package dev.postrider.bench;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Collectors;

/**
 * One row of a benchmark's result.
 *
 * @param what what was done
 * @param units how many messages it was done with
 * @param seconds wall-clock time
 * @param cpuSeconds CPU time of all server processes
 * @param peerCpuSeconds the same of the peer for as many messages, where it was measured
 * @param note anything else
 */
record Measurement(
        String what, int units, double seconds, double cpuSeconds, OptionalDouble peerCpuSeconds, String note) {

    double unitsPerSecond() {
        return units / seconds;
    }

    double cpuSecondsPer1000() {
        return cpuSeconds * 1000 / units;
    }

    Optional<Double> ratioToPeer() {
        // Below the resolution of the measurement there is no ratio.
        return peerCpuSeconds.isPresent() && peerCpuSeconds.getAsDouble() > 0
                ? Optional.of(cpuSeconds / peerCpuSeconds.getAsDouble())
                : Optional.empty();
    }

    static String table(List<Measurement> rows) {
        StringBuilder table = new StringBuilder(String.format(
                Locale.ROOT,
                "%-44s %8s %10s %12s %12s %7s  %s%n",
                "what",
                "messages",
                "per s",
                "CPU s/1000",
                "peer",
                "ratio",
                ""));
        for (Measurement row : rows) {
            table.append(String.format(
                    Locale.ROOT,
                    "%-44s %8d %10.0f %12.2f %12s %7s  %s%n",
                    row.what,
                    row.units,
                    row.unitsPerSecond(),
                    row.cpuSecondsPer1000(),
                    row.peerCpuSeconds.isPresent()
                            ? String.format(Locale.ROOT, "%.2f", row.peerCpuSeconds.getAsDouble() * 1000 / row.units)
                            : "-",
                    row.ratioToPeer()
                            .map(ratio -> String.format(Locale.ROOT, "%.2f", ratio))
                            .orElse("-"),
                    row.note));
        }
        return table.toString();
    }

    static String json(List<Measurement> rows) {
        return rows.stream()
                .map(row -> String.format(
                        Locale.ROOT,
                        "  {\"what\": \"%s\", \"messages\": %d, \"seconds\": %.3f, \"cpuSeconds\": %.3f, "
                                + "\"cpuSecondsPer1000\": %.3f, \"peerCpuSecondsPer1000\": %s, \"note\": \"%s\"}",
                        row.what,
                        row.units,
                        row.seconds,
                        row.cpuSeconds,
                        row.cpuSecondsPer1000(),
                        row.peerCpuSeconds.isPresent()
                                ? String.format(
                                        Locale.ROOT, "%.3f", row.peerCpuSeconds.getAsDouble() * 1000 / row.units)
                                : "null",
                        row.note))
                .collect(Collectors.joining(",\n", "[\n", "\n]\n"));
    }
}
