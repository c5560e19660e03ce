package dev.postrider.testkit;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Whether an admin API's description says what there is, and nothing else: OpenAPI in YAML, as it is written here with two spaces a level. */
public final class OpenApiCheck {
    private static final Pattern PATH = Pattern.compile("  (/\\S*):");
    private static final Pattern METHOD = Pattern.compile("    (get|put|post|patch|delete|head|options|trace):");
    private static final Pattern REFERENCE = Pattern.compile("#/components/[a-zA-Z]+/([a-zA-Z]+)");
    private static final Pattern OPERATION_ID = Pattern.compile("operationId: (\\w+)");
    private static final Pattern PROBLEM = Pattern.compile("- (urn:postrider:problem:[a-z-]+)");
    /** A description with no more than these was not read rightly. */
    private static final int FEWEST_REFERENCES = 30;

    private final String description;

    private OpenApiCheck(String description) {
        this.description = description;
    }

    /**
     * Fails and tells everything that is wrong.
     *
     * @param routes what is served, such as {@code GET /domains/{name}}
     * @param problems the types that an answer may name
     */
    public static void check(String description, Set<String> routes, Set<String> problems) {
        OpenApiCheck check = new OpenApiCheck(description);
        assertAll(
                () -> assertEquals(routes, check.operations(), "operations"),
                check::everyOperationHasItsOwnId,
                check::everyReferenceHasItsTarget,
                () -> assertEquals(problems, Set.copyOf(check.all(PROBLEM)), "problems"));
    }

    private Set<String> operations() {
        Set<String> operations = new TreeSet<>();
        String path = "";
        boolean inPaths = false;
        for (String line : description.lines().toList()) {
            if (!line.startsWith(" ")) {
                inPaths = line.equals("paths:");
            }
            Matcher pathLine = PATH.matcher(line);
            Matcher methodLine = METHOD.matcher(line);
            if (inPaths && pathLine.matches()) {
                path = pathLine.group(1);
            } else if (inPaths && methodLine.matches()) {
                operations.add(methodLine.group(1).toUpperCase(Locale.ROOT) + " " + path);
            }
        }
        return operations;
    }

    private void everyOperationHasItsOwnId() {
        List<String> ids = all(OPERATION_ID);
        assertEquals(Set.copyOf(ids).size(), ids.size(), () -> "an id that stands twice among " + ids);
        assertEquals(operations().size(), ids.size(), () -> "ids " + ids);
    }

    private void everyReferenceHasItsTarget() {
        List<String> references = all(REFERENCE);
        assertEquals(
                Set.of(),
                references.stream()
                        .filter(name -> !description.contains("\n    " + name + ":"))
                        .collect(Collectors.toSet()),
                "references without a target");
        assertTrue(references.size() > FEWEST_REFERENCES, () -> references.size() + " references");
    }

    private List<String> all(Pattern pattern) {
        return pattern.matcher(description)
                .results()
                .map(found -> found.group(1))
                .toList();
    }
}
