package dev.postrider.chart;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The table in the chart's README is made of values.yaml. */
final class ChartReadmeTest {
    private static final String BEGIN = "<!-- values: made from values.yaml, see below -->\n";
    private static final String END = "<!-- end of values -->\n";

    @Test
    void theTableIsMadeOfTheValues() throws IOException {
        Path file = Chart.directory().resolve("README.md");
        String readme = Files.readString(file);
        int begin = readme.indexOf(BEGIN) + BEGIN.length();
        int end = readme.indexOf(END);
        assertTrue(begin >= BEGIN.length() && end >= begin, "README.md has lost its marks");
        String table =
                ValuesTable.read(Chart.directory().resolve("values.yaml")).markdown();
        String made = readme.substring(0, begin) + table + "\n" + readme.substring(end);
        if (Boolean.getBoolean("postrider.write-pages")) {
            Files.writeString(file, made);
            readme = made;
        }
        assertEquals(made, readme, "make the table anew; the README says how");
    }

    @Test
    void everyValueIsExplained() throws IOException {
        assertEquals(
                List.of(),
                ValuesTable.read(Chart.directory().resolve("values.yaml")).unexplained());
    }
}
