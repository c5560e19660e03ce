package dev.postrider.rules;

import dev.postrider.servicekit.metrics.Metrics;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The names under which Prometheus knows the metrics of the catalogue. */
public final class CataloguedNames {
    private static final Pattern NAME = Pattern.compile("(?<![a-z_./-])postrider_[a-z_]+(?![a-z_:])");
    private static final Set<String> ALL =
            Stream.of(Metrics.values()).flatMap(CataloguedNames::series).collect(Collectors.toUnmodifiableSet());

    private CataloguedNames() {}

    /** Is there a series of that name? */
    public static boolean contains(String series) {
        return ALL.contains(series);
    }

    /** Names in a text that look like ours and are not. */
    static Set<String> unknownIn(String text) {
        return NAME.matcher(text)
                .results()
                .map(match -> match.group())
                .filter(name -> !contains(name))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static Stream<String> series(Metrics metric) {
        String name = metric.prometheusName();
        return switch (metric.kind()) {
            case COUNTER, GAUGE -> Stream.of(name);
            case TIMER, LONG_TIMER -> Stream.of(name + "_bucket", name + "_count", name + "_sum", name + "_max");
            case SUMMARY -> Stream.of(name + "_count", name + "_sum", name + "_max");
        };
    }
}
