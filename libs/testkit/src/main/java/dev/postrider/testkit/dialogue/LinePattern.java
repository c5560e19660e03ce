package dev.postrider.testkit.dialogue;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a server's line must look like.
 *
 * @param shown as it stands in the file
 */
public record LinePattern(String shown, Form form) {
    private sealed interface Form {}

    private record Text(DialogueText text) implements Form {}

    private record Regex(Pattern pattern) implements Form {}

    static LinePattern ofText(String text) {
        return new LinePattern(text, new Text(DialogueText.ofServer(text)));
    }

    static LinePattern ofRegex(String regex) {
        return new LinePattern(regex, new Regex(Pattern.compile(regex, Pattern.DOTALL)));
    }

    /**
     * Holds a line against this pattern.
     *
     * @param line without CRLF
     * @param variables what earlier lines kept
     * @return what this line keeps, or empty if it does not match
     */
    public Optional<Map<String, String>> match(byte[] line, Map<String, String> variables) {
        String octets = new String(line, StandardCharsets.ISO_8859_1);
        return switch (form) {
            case Regex regex -> regex.pattern().matcher(octets).matches() ? Optional.of(Map.of()) : Optional.empty();
            case Text text -> match(text.text(), octets, variables);
        };
    }

    private static Optional<Map<String, String>> match(
            DialogueText text, String octets, Map<String, String> variables) {
        StringBuilder regex = new StringBuilder();
        List<String> fresh = new ArrayList<>();
        for (DialogueText.Part part : text.parts()) {
            switch (part) {
                case DialogueText.Literal literal -> regex.append(Pattern.quote(literal.octets()));
                case DialogueText.Wildcard _ -> regex.append(".*?");
                case DialogueText.Variable variable -> {
                    String known = variables.get(variable.name());
                    if (known != null) {
                        regex.append(Pattern.quote(known));
                    } else if (fresh.contains(variable.name())) {
                        regex.append('\\').append(fresh.indexOf(variable.name()) + 1);
                    } else {
                        fresh.add(variable.name());
                        regex.append("(.*?)");
                    }
                }
            }
        }
        Matcher matcher = Pattern.compile(regex.toString(), Pattern.DOTALL).matcher(octets);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        Map<String, String> kept = new LinkedHashMap<>();
        for (int i = 0; i < fresh.size(); i++) {
            kept.put(fresh.get(i), matcher.group(i + 1));
        }
        return Optional.of(kept);
    }
}
