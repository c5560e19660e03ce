package dev.postrider.servicekit.config;

import com.typesafe.config.ConfigOrigin;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** What was found wrong so far; shared by a root {@link Settings} and all its sections. */
final class Problems {
    private final Set<Problem> found = new LinkedHashSet<>();
    private final List<Supplier<Stream<Problem>>> late = new ArrayList<>();

    synchronized void add(Problem problem) {
        found.add(problem);
    }

    /** Asked when the settings are checked: which keys of a list's element nobody read is known only then. */
    synchronized void addLate(Supplier<Stream<Problem>> source) {
        late.add(source);
    }

    synchronized List<Problem> all() {
        return Stream.concat(found.stream(), late.stream().flatMap(Supplier::get))
                .distinct()
                .toList();
    }

    static String describe(ConfigOrigin origin) {
        String description = origin.description();
        int jar = description.lastIndexOf("!/");
        return jar < 0 ? description : "default of " + description.substring(jar + 2);
    }

    /** {@code "; did you mean x?"} for a name that is at most two edits away, else nothing. */
    static String suggestion(String name, Iterable<String> known) {
        return StreamSupport.stream(known.spliterator(), false)
                .filter(candidate -> distance(name, candidate) <= 2)
                .min((a, b) -> Integer.compare(distance(name, a), distance(name, b)))
                .map(candidate -> "; did you mean " + candidate + "?")
                .orElse("");
    }

    /** Levenshtein's. */
    private static int distance(String a, String b) {
        int[] previous = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            previous[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int[] row = new int[b.length() + 1];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int substitution = previous[j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                row[j] = Math.min(substitution, Math.min(previous[j], row[j - 1]) + 1);
            }
            previous = row;
        }
        return previous[b.length()];
    }
}
