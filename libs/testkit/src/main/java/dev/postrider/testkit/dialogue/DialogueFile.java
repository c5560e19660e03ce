package dev.postrider.testkit.dialogue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A parsed dialogue; the package comment gives its syntax.
 *
 * @param name for reports: the path below the directory of dialogues
 * @param steps in order
 * @param modes in which it holds
 */
public record DialogueFile(String name, List<DialogueStep> steps, Set<DialogueMode> modes) {
    private static final String SUFFIX = ".dialogue";
    private static final Pattern SPOKEN =
            Pattern.compile("(?:(\\d+) )?(C:|C-raw:|S:|S\\+:|S~)(?: (.*))?", Pattern.DOTALL);
    private static final Pattern DIRECTIVE = Pattern.compile("(?:(\\d+) )?@([a-z][a-z0-9-]*)(?:\\s+(.*))?");

    public DialogueFile {
        steps = List.copyOf(steps);
        modes = Set.copyOf(modes);
    }

    /**
     * Parses the text of a dialogue.
     *
     * @throws DialogueSyntaxException naming the file and the line
     */
    public static DialogueFile parse(String name, String text) {
        List<DialogueStep> steps = new ArrayList<>();
        Set<DialogueMode> modes = EnumSet.allOf(DialogueMode.class);
        String[] lines = text.split("\r?\n", -1);
        for (int i = 0; i < lines.length; i++) {
            String line = lines[i];
            if (line.isBlank() || line.startsWith("#")) {
                continue;
            }
            try {
                if (line.startsWith("@modes ")) {
                    modes = modes(line.substring("@modes ".length()));
                } else {
                    steps.add(step(line, i + 1));
                }
            } catch (IllegalArgumentException | DialogueSyntaxException e) {
                throw new DialogueSyntaxException(name + ":" + (i + 1) + ": " + e.getMessage());
            }
        }
        return new DialogueFile(name, steps, modes);
    }

    /** Parses one file. */
    public static DialogueFile parse(Path file) {
        return read(file, file.toString());
    }

    /**
     * Parses every {@code *.dialogue} below a directory, in the order of their names.
     *
     * @throws DialogueSyntaxException if there is none: a suite must not vanish silently
     */
    public static List<DialogueFile> under(Path directory) {
        try (Stream<Path> files = Files.walk(directory)) {
            List<DialogueFile> found = files.filter(file -> file.toString().endsWith(SUFFIX))
                    .sorted()
                    .map(file -> read(file, directory.relativize(file).toString()))
                    .toList();
            if (found.isEmpty()) {
                throw new DialogueSyntaxException("no dialogue below " + directory);
            }
            return found;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static DialogueFile read(Path file, String name) {
        try {
            return parse(name, Files.readString(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Set<DialogueMode> modes(String names) {
        Set<DialogueMode> modes = EnumSet.noneOf(DialogueMode.class);
        for (String name : names.split("[, ]+", -1)) {
            modes.add(DialogueMode.valueOf(name.toUpperCase(Locale.ROOT)));
        }
        return modes;
    }

    private static DialogueStep step(String line, int number) {
        Matcher spoken = SPOKEN.matcher(line);
        if (spoken.matches()) {
            int connection = connection(spoken);
            String text = spoken.group(3) == null ? "" : spoken.group(3);
            return switch (spoken.group(2)) {
                case "C:" -> new DialogueStep.Send(connection, DialogueText.ofClient(text, true), number);
                case "C-raw:" -> new DialogueStep.Send(connection, DialogueText.ofClient(text, false), number);
                case "S:" -> new DialogueStep.Expect(connection, LinePattern.ofText(text), number);
                case "S+:" -> new DialogueStep.ExpectSome(connection, LinePattern.ofText(text), number);
                default -> new DialogueStep.Expect(connection, LinePattern.ofRegex(text), number);
            };
        }
        Matcher directive = DIRECTIVE.matcher(line.strip());
        if (directive.matches()) {
            int connection = connection(directive);
            String arguments =
                    directive.group(3) == null ? "" : directive.group(3).strip();
            return switch (directive.group(2)) {
                case "closed" -> new DialogueStep.ExpectClosed(connection, number);
                case "silent" -> new DialogueStep.ExpectSilence(connection, number);
                case "close" -> new DialogueStep.Close(connection, number);
                default -> new DialogueStep.Directive(connection, directive.group(2), arguments, number);
            };
        }
        throw new DialogueSyntaxException("neither C:, C-raw:, S:, S+:, S~, @directive nor # comment: " + line);
    }

    private static int connection(Matcher matcher) {
        return matcher.group(1) == null ? 1 : Integer.parseInt(matcher.group(1));
    }
}
