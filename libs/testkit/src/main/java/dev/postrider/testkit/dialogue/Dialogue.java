package dev.postrider.testkit.dialogue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * One test case in a file {@code <verb>/<case>.dialogue}.
 *
 * <pre>
 * # a comment
 * {@literal @}tls                     a directive to the harness, with arguments separated by blanks
 * S: 220 mx.example ESMTP     the server's next line, exactly; … stands for any text
 * S~ 250-SIZE \d+             the same as a regular expression
 * C: EHLO client.example      the client says a line; CRLF is added
 * C-raw: MAIL FR              the client says these octets and nothing more
 * S: [closed]                 the server closes the connection
 * 2 C: NOOP                   on the second connection; without a number it is the first
 * </pre>
 *
 * <p>In client lines {@code \r \n \t \0 \\} and {@code \xNN} are octets; other text is UTF-8.
 *
 * @param name path of the file, for messages
 */
public record Dialogue(String name, List<Step> steps) {
    private static final Pattern LINE = Pattern.compile("(?:(\\d+) )?(C|S|C-raw|S~):? ?(.*)", Pattern.DOTALL);
    private static final String WILDCARD = "…";
    private static final String CLOSED = "[closed]";

    /** One line of the file. */
    public sealed interface Step {
        /** Line in the file, from 1. */
        int line();
    }

    /** The client sends octets on a connection; each character of {@code latin1} is one. */
    public record Send(int line, int connection, String latin1) implements Step {
        public byte[] octets() {
            return latin1.getBytes(StandardCharsets.ISO_8859_1);
        }
    }

    /** The server's next line on a connection. */
    public record Expect(int line, int connection, String text, Pattern pattern) implements Step {}

    /** The server closes a connection. */
    public record ExpectClose(int line, int connection) implements Step {}

    /** Something for the harness to do. */
    public record Directive(int line, String name, List<String> arguments) implements Step {}

    /** Reads one file. @throws IllegalArgumentException naming file and line, if it is not of the form above */
    public static Dialogue read(Path file) {
        try {
            return parse(file.toString(), Files.readString(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Reads all {@code *.dialogue} files below a directory, in the order of their names. @throws IllegalStateException if there is none */
    public static List<Dialogue> readAll(Path directory) {
        try (Stream<Path> files = Files.walk(directory)) {
            List<Dialogue> found = files.filter(file -> file.toString().endsWith(".dialogue"))
                    .sorted()
                    .map(Dialogue::read)
                    .toList();
            if (found.isEmpty()) {
                throw new IllegalStateException("no dialogue below " + directory);
            }
            return found;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Parses the text of a file. */
    public static Dialogue parse(String name, String text) {
        List<Step> steps = new ArrayList<>();
        int number = 0;
        for (String line : text.lines().toList()) {
            number++;
            if (!line.isBlank() && !line.startsWith("#")) {
                steps.add(line.startsWith("@") ? directive(number, line) : step(name, number, line));
            }
        }
        return new Dialogue(name, List.copyOf(steps));
    }

    private static Directive directive(int number, String line) {
        List<String> words =
                Pattern.compile(" +").splitAsStream(line.substring(1).strip()).toList();
        return new Directive(number, words.getFirst(), words.subList(1, words.size()));
    }

    private static Step step(String name, int number, String line) {
        Matcher matcher = LINE.matcher(line);
        if (!matcher.matches()) {
            throw new IllegalArgumentException(
                    name + ":" + number + ": neither C:, S:, S~, C-raw:, @directive nor #: " + line);
        }
        int connection = matcher.group(1) == null ? 1 : Integer.parseInt(matcher.group(1));
        String rest = matcher.group(3);
        return switch (matcher.group(2)) {
            case "C" -> new Send(number, connection, octets(name, number, rest + "\\r\\n"));
            case "C-raw" -> new Send(number, connection, octets(name, number, rest));
            case "S~" -> new Expect(number, connection, rest, Pattern.compile(rest));
            case "S" ->
                rest.equals(CLOSED)
                        ? new ExpectClose(number, connection)
                        : new Expect(number, connection, rest, withWildcards(rest));
            default -> throw new IllegalStateException("the pattern allows no other");
        };
    }

    private static Pattern withWildcards(String text) {
        StringBuilder regex = new StringBuilder();
        for (String literal : Pattern.compile(WILDCARD).split(text, -1)) {
            regex.append(regex.isEmpty() ? "" : ".*").append(Pattern.quote(literal));
        }
        return Pattern.compile(regex.toString());
    }

    private static String octets(String name, int number, String text) {
        ByteArrayOutputStream octets = new ByteArrayOutputStream();
        int i = 0;
        while (i < text.length()) {
            if (text.charAt(i) != '\\') {
                int end = text.offsetByCodePoints(i, 1);
                octets.writeBytes(text.substring(i, end).getBytes(StandardCharsets.UTF_8));
                i = end;
                continue;
            }
            char kind = i + 1 < text.length() ? text.charAt(i + 1) : ' ';
            int value = switch (kind) {
                case 'r' -> '\r';
                case 'n' -> '\n';
                case 't' -> '\t';
                case '0' -> 0;
                case '\\' -> '\\';
                case 'x' -> Integer.parseInt(text.substring(i + 2, i + 4), 16);
                default -> throw new IllegalArgumentException(name + ":" + number + ": unknown escape \\" + kind);
            };
            octets.write(value);
            i += kind == 'x' ? 4 : 2;
        }
        return octets.toString(StandardCharsets.ISO_8859_1);
    }
}
