package dev.postrider.testkit.dialogue;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/**
 * The text of a dialogue's line, unescaped, in parts. Octets are held as characters of ISO-8859-1.
 *
 * @param parts in order
 */
public record DialogueText(List<Part> parts) {
    /** A piece of text. */
    public sealed interface Part {}

    /** Octets that stand for themselves. */
    public record Literal(String octets) implements Part {}

    /** Any octets. */
    public record Wildcard() implements Part {}

    /** {@code ${name}}. */
    public record Variable(String name) implements Part {}

    public DialogueText {
        parts = List.copyOf(parts);
    }

    /**
     * Reads text of a client's line, in which an asterisk is an asterisk.
     *
     * @throws DialogueSyntaxException if an escape is cut short
     */
    static DialogueText ofClient(String text, boolean withCrlf) {
        return new Reader(text, false).read(withCrlf ? "\r\n" : "");
    }

    /** Reads text of a server's line, in which an asterisk is a wildcard. */
    static DialogueText ofServer(String text) {
        return new Reader(text, true).read("");
    }

    /**
     * The octets to send.
     *
     * @throws AssertionError if a variable has no value yet
     */
    public byte[] octets(Map<String, String> variables) {
        StringBuilder text = new StringBuilder();
        for (Part part : parts) {
            switch (part) {
                case Literal literal -> text.append(literal.octets());
                case Wildcard _ -> text.append('*');
                case Variable variable -> {
                    String value = variables.get(variable.name());
                    if (value == null) {
                        throw new AssertionError("${" + variable.name() + "} has no value here");
                    }
                    text.append(value);
                }
            }
        }
        return text.toString().getBytes(StandardCharsets.ISO_8859_1);
    }

    private static final class Reader {
        private final String text;
        private final boolean wildcards;
        private final List<Part> parts = new ArrayList<>();
        private final StringBuilder literal = new StringBuilder();
        private int at;

        Reader(String text, boolean wildcards) {
            // Octets as characters: what is not ASCII in the file is sent as its UTF-8 octets.
            this.text = new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
            this.wildcards = wildcards;
        }

        DialogueText read(String ending) {
            if (wildcards && (text.startsWith("* ") || text.equals("*"))) {
                literal.append('*');
                at = 1;
            }
            while (at < text.length()) {
                char c = text.charAt(at);
                if (c == '\\') {
                    escape();
                } else if (c == '*' && wildcards) {
                    add(new Wildcard());
                    at++;
                } else if (c == '$' && text.startsWith("${", at) && text.indexOf('}', at) > 0) {
                    int end = text.indexOf('}', at);
                    add(new Variable(text.substring(at + 2, end)));
                    at = end + 1;
                } else {
                    literal.append(c);
                    at++;
                }
            }
            literal.append(ending);
            flush();
            return new DialogueText(parts);
        }

        private void escape() {
            char kind = at + 1 < text.length() ? text.charAt(at + 1) : ' ';
            at += 2;
            switch (kind) {
                case 'r' -> literal.append('\r');
                case 'n' -> literal.append('\n');
                case 't' -> literal.append('\t');
                case '0' -> literal.append('\0');
                case '\\' -> literal.append('\\');
                case '*' -> literal.append(wildcards ? "*" : "\\*");
                case 'x' -> {
                    if (at + 2 > text.length()) {
                        throw new DialogueSyntaxException("\\x wants two hexadecimal digits");
                    }
                    literal.append((char) HexFormat.fromHexDigits(text, at, at + 2));
                    at += 2;
                }
                default -> {
                    literal.append('\\');
                    at--;
                }
            }
        }

        private void add(Part part) {
            flush();
            parts.add(part);
        }

        private void flush() {
            if (!literal.isEmpty()) {
                parts.add(new Literal(literal.toString()));
                literal.setLength(0);
            }
        }
    }
}
