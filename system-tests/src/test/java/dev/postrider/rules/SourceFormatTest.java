package dev.postrider.rules;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import com.palantir.javaformat.java.Formatter;
import com.palantir.javaformat.java.FormatterException;
import com.palantir.javaformat.java.ImportOrderer;
import com.palantir.javaformat.java.JavaFormatterOptions;
import com.palantir.javaformat.java.RemoveUnusedImports;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Every source stands as palantir-java-format leaves it (docs/decisions/0001). */
final class SourceFormatTest {
    private static final Formatter FORMATTER = Formatter.createFormatter(JavaFormatterOptions.builder()
            .style(JavaFormatterOptions.Style.PALANTIR)
            .build());

    @Test
    void everySourceIsFormatted() throws IOException {
        List<Path> sources = Reactor.sources();
        assertFalse(sources.isEmpty(), "no source was found");
        List<String> wrong = sources.parallelStream()
                .filter(source -> !isFormatted(source))
                .map(source -> Reactor.root().relativize(source).toString())
                .sorted()
                .toList();
        assertEquals(List.of(), wrong, "run `mvn spotless:apply` with JAVA_HOME set to a JDK 25");
    }

    private static boolean isFormatted(Path source) {
        try {
            String text = Files.readString(source);
            return text.equals(FORMATTER.formatSource(RemoveUnusedImports.removeUnusedImports(
                    ImportOrderer.reorderImports(text, JavaFormatterOptions.Style.PALANTIR))));
        } catch (FormatterException | IOException e) {
            throw new IllegalStateException(source + " cannot be formatted", e);
        }
    }
}
