package dev.postrider.rules;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaMethodCall;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.syntax.ArchRuleDefinition;
import dev.postrider.servicekit.metrics.Metrics;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** {@code docs/metrics.md} is what the services really count, and nothing is counted beside the catalogue. */
final class MetricsPageTest {
    @Test
    void pageIsMadeOfTheCatalogue() throws IOException {
        Path file = Reactor.root().resolve("docs/metrics.md");
        String page = MetricsPage.make();
        if (Boolean.getBoolean("postrider.write-pages")) {
            Files.writeString(file, page);
        }
        assertEquals(page, Files.readString(file), "make docs/metrics.md anew; its head says how");
    }

    @Test
    void everyLabelHasItsValues() {
        for (Metrics metric : Metrics.values()) {
            assertEquals(Set.copyOf(metric.labels()), LabelValues.of(metric).keySet(), metric + " in LabelValues");
        }
    }

    @Test
    void everyMetricIsUsed() throws IOException {
        StringBuilder sources = new StringBuilder();
        for (Path source : Reactor.sources()) {
            if (source.toString().contains("/main/")) {
                sources.append(Files.readString(source));
            }
        }
        assertEquals(
                Set.of(),
                Set.copyOf(Stream.of(Metrics.values())
                        .filter(metric -> sources.indexOf("Metrics." + metric.name() + ".") < 0)
                        .toList()));
    }

    /** By a builder, a binder or the registry itself. Vert.x's own metrics, off by default, are another's catalogue. */
    private static boolean makesMeter(JavaMethodCall call) {
        String owner = call.getTargetOwner().getName();
        boolean ofTheRegistry = owner.endsWith("MeterRegistry")
                && Set.of("counter", "timer", "summary", "gauge", "more").contains(call.getName());
        return owner.startsWith("io.micrometer.core.instrument.")
                && (ofTheRegistry
                        || owner.endsWith("$Builder")
                        || owner.startsWith("io.micrometer.core.instrument.binder."));
    }

    /** Only the catalogue makes meters, so there are none but its own. */
    @Test
    void onlyTheCatalogueMakesMeters() throws IOException {
        JavaClasses reactor = new ClassFileImporter().importPaths(Reactor.mainClasses());
        ArchRuleDefinition.noClasses()
                .that()
                .resideOutsideOfPackage("dev.postrider.servicekit.metrics")
                .should()
                .callMethodWhere(DescribedPredicate.describe("makes a meter", MetricsPageTest::makesMeter))
                .check(reactor);
    }
}
