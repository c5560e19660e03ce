package dev.postrider.rules;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** docs/rfc/index.tsv names every RFC that a source refers to, and nothing in it is made up. */
final class RfcIndexTest {
    private static final Pattern REFERENCE = Pattern.compile("\\bRFC[ -]?(\\d{3,5})\\b");

    private record Row(String rfc, String title, String support, String module, String evidence) {}

    @Test
    void everyRfcThatASourceRefersToIsListed() throws IOException {
        Set<String> listed = rows().stream().map(Row::rfc).collect(Collectors.toSet());
        Map<String, String> missing = new TreeMap<>();
        for (Path source : Reactor.sources()) {
            REFERENCE
                    .matcher(Files.readString(source))
                    .results()
                    .map(match -> match.group(1))
                    .filter(rfc -> !listed.contains(rfc))
                    .forEach(rfc -> missing.putIfAbsent(
                            rfc, Reactor.root().relativize(source).toString()));
        }
        assertEquals(Map.of(), missing, "RFCs that docs/rfc/index.tsv does not list");
    }

    @Test
    void everyRowIsCompleteAndItsEvidenceExists() throws IOException {
        List<String> wrong = new ArrayList<>();
        Set<String> seen = new TreeSet<>();
        for (Row row : rows()) {
            if (!Set.of("Yes", "Partial", "No").contains(row.support())
                    || row.title().isBlank()) {
                wrong.add("RFC " + row.rfc() + ": support is Yes, Partial or No, and a title stands beside it");
            }
            if (!seen.add(row.rfc())) {
                wrong.add("RFC " + row.rfc() + " is listed twice");
            }
            for (String path : (row.module() + " " + row.evidence()).trim().split("[ ,]+", -1)) {
                if (!path.equals("-") && !Files.exists(Reactor.root().resolve(path))) {
                    wrong.add("RFC " + row.rfc() + " names " + path + ", which does not exist");
                }
            }
        }
        assertEquals(List.of(), wrong);
    }

    private static List<Row> rows() throws IOException {
        List<String> lines = Files.readAllLines(Reactor.root().resolve("docs/rfc/index.tsv"));
        assertFalse(lines.isEmpty());
        assertTrue(lines.getFirst().startsWith("rfc\ttitle\t"), "the first line names the columns");
        return lines.stream()
                .skip(1)
                .map(line -> line.split("\t", -1))
                .map(cells -> new Row(cells[0], cells[1], cells[2], cells[3], cells[4]))
                .toList();
    }
}
