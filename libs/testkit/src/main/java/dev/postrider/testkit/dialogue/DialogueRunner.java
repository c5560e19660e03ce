package dev.postrider.testkit.dialogue;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;

/** Runs one dialogue against one harness in one mode; a difference is an {@link AssertionError} with the transcript. */
public final class DialogueRunner {
    /** Makes the harness of one run. */
    @FunctionalInterface
    public interface HarnessFactory {
        DialogueHarness create(DialogueFile file, DialogueMode mode) throws Exception;
    }

    private final DialogueFile file;
    private final DialogueMode mode;
    private final DialogueHarness harness;
    private final Map<Integer, DialoguePeer> peers = new TreeMap<>();
    private final Map<Integer, List<byte[]>> unsent = new HashMap<>();
    /** Lines that were read and not yet asked for. */
    private final Map<Integer, byte[]> ahead = new HashMap<>();

    private final Map<String, String> variables = new HashMap<>();
    private final List<String> transcript = new ArrayList<>();

    private DialogueRunner(DialogueFile file, DialogueMode mode, DialogueHarness harness) {
        this.file = file;
        this.mode = mode;
        this.harness = harness;
    }

    /**
     * Every dialogue below a directory in each of the modes that it allows, for a {@code @TestFactory}.
     *
     * @param modes those that the harness is worth trying in
     */
    public static Stream<DynamicTest> tests(Path directory, Set<DialogueMode> modes, HarnessFactory harnesses) {
        return DialogueFile.under(directory).stream()
                .flatMap(file -> modes.stream()
                        .sorted()
                        .filter(file.modes()::contains)
                        .map(mode -> DynamicTest.dynamicTest(file.name() + " " + mode, () -> {
                            try (DialogueHarness harness = harnesses.create(file, mode)) {
                                run(file, mode, harness);
                            }
                        })));
    }

    /** Runs a dialogue; does not close the harness. */
    public static void run(DialogueFile file, DialogueMode mode, DialogueHarness harness) {
        DialogueRunner runner = new DialogueRunner(file, mode, harness);
        for (DialogueStep step : file.steps()) {
            runner.step(step);
        }
        runner.flushAll();
    }

    private void step(DialogueStep step) {
        try {
            perform(step);
        } catch (AssertionError | RuntimeException e) {
            StringBuilder message = new StringBuilder();
            message.append(file.name())
                    .append(':')
                    .append(step.line())
                    .append(" (")
                    .append(mode)
                    .append("): ");
            message.append(e instanceof AssertionError ? e.getMessage() : e.toString());
            message.append("\nThe dialogue so far:");
            transcript.forEach(line -> message.append("\n  ").append(line));
            throw new AssertionError(message.toString(), e);
        }
    }

    private void perform(DialogueStep step) {
        int connection = step.connection();
        switch (step) {
            case DialogueStep.Send send -> {
                byte[] octets = send.text().octets(variables);
                transcript.add(connection + " C " + shown(octets));
                unsent.computeIfAbsent(connection, _ -> new ArrayList<>()).add(octets);
            }
            case DialogueStep.Expect expect -> {
                flushAll();
                expect(connection, expect.pattern());
            }
            case DialogueStep.ExpectSome some -> {
                flushAll();
                expect(connection, some.pattern());
                Optional<byte[]> line = readLine(connection);
                while (line.isPresent()
                        && some.pattern().match(line.get(), variables).isPresent()) {
                    transcript.add(connection + " S " + shown(line.get()));
                    line = readLine(connection);
                }
                line.ifPresent(other -> ahead.put(connection, other));
            }
            case DialogueStep.Directive directive -> {
                flushAll();
                transcript.add(connection + " @ " + directive.name() + " " + directive.arguments());
                peer(connection);
                harness.directive(directive);
            }
            case DialogueStep.ExpectClosed _ -> {
                flushAll();
                if (ahead.containsKey(connection) || !peer(connection).closed()) {
                    throw new AssertionError("the server should have closed the connection");
                }
            }
            case DialogueStep.ExpectSilence _ -> {
                flushAll();
                if (ahead.containsKey(connection) || !peer(connection).silent()) {
                    throw new AssertionError("the server should be silent, but said \""
                            + readLine(connection).map(DialogueRunner::shown).orElse("") + "\"");
                }
            }
            case DialogueStep.Close _ -> {
                flushAll();
                peer(connection).close();
            }
        }
    }

    private void expect(int connection, LinePattern pattern) {
        Optional<byte[]> line = readLine(connection);
        line.ifPresent(said -> transcript.add(connection + " S " + shown(said)));
        if (line.isEmpty()) {
            throw new AssertionError("expected \"" + pattern.shown() + "\", but the server said nothing");
        }
        Optional<Map<String, String>> kept = pattern.match(line.get(), variables);
        if (kept.isEmpty()) {
            throw new AssertionError(
                    "expected \"" + pattern.shown() + "\"\n    but the server said \"" + shown(line.get()) + "\"");
        }
        variables.putAll(kept.get());
    }

    private Optional<byte[]> readLine(int connection) {
        byte[] read = ahead.remove(connection);
        return read == null ? peer(connection).readLine() : Optional.of(read);
    }

    private DialoguePeer peer(int connection) {
        DialoguePeer known = peers.get(connection);
        if (known == null) {
            known = harness.connect(connection);
            peers.put(connection, known);
        }
        return known;
    }

    private void flushAll() {
        for (var entry : new TreeMap<>(unsent).entrySet()) {
            send(peer(entry.getKey()), entry.getValue());
        }
        unsent.clear();
    }

    private void send(DialoguePeer peer, List<byte[]> lines) {
        switch (mode) {
            case WHOLE -> {
                ByteArrayOutputStream all = new ByteArrayOutputStream();
                lines.forEach(all::writeBytes);
                peer.send(all.toByteArray());
            }
            case LINES -> lines.forEach(peer::send);
            case BYTES ->
                lines.forEach(line -> {
                    for (byte octet : line) {
                        peer.send(new byte[] {octet});
                    }
                });
        }
    }

    /** Octets for a reader: what is not printable ASCII as escapes. */
    private static String shown(byte[] octets) {
        StringBuilder text = new StringBuilder();
        for (char c : new String(octets, StandardCharsets.ISO_8859_1).toCharArray()) {
            switch (c) {
                case '\r' -> text.append("\\r");
                case '\n' -> text.append("\\n");
                default -> {
                    if (c >= ' ' && c < 127) {
                        text.append(c);
                    } else {
                        text.append(String.format("\\x%02x", (int) c));
                    }
                }
            }
        }
        return text.toString();
    }
}
