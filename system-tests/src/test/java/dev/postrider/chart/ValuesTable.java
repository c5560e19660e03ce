package dev.postrider.chart;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.comments.CommentLine;
import org.yaml.snakeyaml.comments.CommentType;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;

/** Every value of {@code values.yaml} with its default and the comment above it, as Markdown. */
final class ValuesTable {
    /** Of values that several services have, the first says what they mean. */
    private static final String EXAMPLE = "smtpIngress";

    /** One leaf, or one section with its comment. */
    private record Row(String path, String value, String meaning) {}

    private final List<Row> rows = new ArrayList<>();

    private ValuesTable() {}

    static ValuesTable read(Path values) throws IOException {
        LoaderOptions options = new LoaderOptions();
        options.setProcessComments(true);
        ValuesTable table = new ValuesTable();
        try (Reader reader = Files.newBufferedReader(values)) {
            table.add("", (MappingNode) new Yaml(options).compose(reader));
        }
        return table;
    }

    /** Paths of all values that are no sections. */
    List<String> paths() {
        return rows.stream().map(Row::path).toList();
    }

    /** Values that say nothing of themselves and nothing of their like. */
    List<String> unexplained() {
        return rows.stream()
                .filter(row -> row.meaning().isEmpty())
                .map(Row::path)
                .toList();
    }

    private void add(String prefix, MappingNode mapping) {
        for (NodeTuple entry : mapping.getValue()) {
            String path = prefix + ((ScalarNode) entry.getKeyNode()).getValue();
            String meaning = comment(entry.getKeyNode());
            if (entry.getValueNode() instanceof MappingNode section
                    && !section.getValue().isEmpty()
                    && section.getFlowStyle() != org.yaml.snakeyaml.DumperOptions.FlowStyle.FLOW) {
                if (!meaning.isEmpty()) {
                    rows.add(new Row(path, "", meaning));
                }
                add(path + ".", section);
            } else {
                rows.add(new Row(path, text(entry.getValueNode()), meaning.isEmpty() ? likeAnother(path) : meaning));
            }
        }
    }

    private String likeAnother(String path) {
        int dot = path.indexOf('.');
        if (dot < 0) {
            return "";
        }
        String other = EXAMPLE + path.substring(dot);
        boolean known = rows.stream().anyMatch(row -> row.path().equals(other));
        if (known && !path.equals(other)) {
            return "As `" + other + "`.";
        }
        return rows.stream()
                .filter(row -> !row.meaning().isEmpty() && isParent(row.path(), path))
                .reduce((one, two) -> two)
                .map(row -> "See `" + row.path() + "`.")
                .orElse("");
    }

    private static boolean isParent(String section, String path) {
        return path.startsWith(section + ".");
    }

    /** The last block of comment lines above a key: a blank line parts it from what is said of the whole file. */
    private static String comment(Node key) {
        List<String> lines = new ArrayList<>();
        for (CommentLine line : Optional.ofNullable(key.getBlockComments()).orElse(List.of())) {
            if (line.getCommentType() == CommentType.BLANK_LINE) {
                lines.clear();
            } else {
                lines.add(line.getValue().strip());
            }
        }
        return String.join(" ", lines);
    }

    private static String text(Node node) {
        return switch (node) {
            case ScalarNode scalar ->
                scalar.getTag().equals(Tag.STR) && scalar.getValue().isEmpty() ? "\"\"" : scalar.getValue();
            case SequenceNode sequence ->
                sequence.getValue().stream().map(ValuesTable::text).collect(Collectors.joining(", ", "[", "]"));
            case MappingNode mapping ->
                mapping.getValue().stream()
                        .map(entry -> text(entry.getKeyNode()) + ": " + text(entry.getValueNode()))
                        .collect(Collectors.joining(", ", "{", "}"));
            default -> throw new IllegalStateException(node.toString());
        };
    }

    /** A table a top-level section, with single values first. */
    String markdown() {
        Map<String, List<Row>> sections = new LinkedHashMap<>();
        sections.put("", new ArrayList<>());
        for (Row row : rows) {
            boolean section = row.path().contains(".") || row.value().isEmpty();
            String name = section ? row.path().split("\\.", 2)[0] : "";
            sections.computeIfAbsent(name, unknown -> new ArrayList<>()).add(row);
        }
        StringBuilder page = new StringBuilder();
        sections.forEach((name, inside) -> {
            if (!name.isEmpty()) {
                page.append("\n### `").append(name).append("`\n");
            }
            inside.stream()
                    .filter(row -> row.path().equals(name))
                    .forEach(row -> page.append('\n').append(row.meaning()).append('\n'));
            page.append("\n| value | default | meaning |\n|---|---|---|\n");
            inside.stream()
                    .filter(row -> !row.path().equals(name))
                    .forEach(row -> page.append("| `")
                            .append(row.path())
                            .append("` | ")
                            .append(row.value().isEmpty() ? "" : "`" + row.value() + "`")
                            .append(" | ")
                            .append(row.meaning().replace("|", "\\|"))
                            .append(" |\n"));
        });
        return page.toString();
    }
}
