package dev.postrider.testkit.dialogue;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class DialogueRunnerTest {
    @ParameterizedTest
    @EnumSource(DialogueMode.class)
    void aServerThatAnswersAsWrittenPasses(DialogueMode mode) {
        run(mode, """
                # an echo, which greets
                S: * OK ready
                C: a1 ONE
                C: a2 TWO
                S: a1 *
                S~ a2 T[WX]O
                C-raw: half
                @silent
                C-raw:  a line\\r\\n
                S: half a line
                2 S: * OK ready
                2 C: other
                2 S: other
                @note flush twice
                C: bye
                S: bye
                @closed
                """);
    }

    @Test
    void aDifferenceNamesTheLineAndShowsTheDialogue() {
        AssertionError error =
                assertThrows(AssertionError.class, () -> run(DialogueMode.WHOLE, "S: * OK ready\nC: one\nS: two\n"));
        String message = Optional.ofNullable(error.getMessage()).orElse("");
        assertTrue(message.startsWith("test:3 (WHOLE): expected \"two\"\n    but the server said \"one\""), message);
        assertTrue(message.contains("1 C one\\r\\n"), message);
    }

    @Test
    void aServerThatSaysNothingFails() {
        assertThrows(AssertionError.class, () -> run(DialogueMode.WHOLE, "S: * OK ready\nS: more\n"));
        assertThrows(AssertionError.class, () -> run(DialogueMode.WHOLE, "S: * OK ready\n@closed\n"));
        assertThrows(AssertionError.class, () -> run(DialogueMode.WHOLE, "@silent\n"));
    }

    @Test
    void severalLinesCountAsManyAsThereAre() {
        run(DialogueMode.WHOLE, "S: * OK ready\nC: a 1\nC: a 2\nC: b\nS+: a *\nS: b\n@silent\n");
        run(DialogueMode.WHOLE, "S: * OK ready\nC: a 1\nC: b\nS+: a *\nS: b\n");
        run(DialogueMode.WHOLE, "S: * OK ready\nC: a 1\nS+: a *\n@silent\n");
        assertThrows(AssertionError.class, () -> run(DialogueMode.WHOLE, "S: * OK ready\nC: b\nS+: a *\n"));
        assertThrows(
                AssertionError.class, () -> run(DialogueMode.WHOLE, "S: * OK ready\nC: a\nC: b\nS+: a\n@silent\n"));
    }

    @Test
    void chunksAreWhatTheModeSays() {
        String dialogue = "S: * OK ready\nC: ab\nC: c\nS: ab\nS: c\n";
        assertEquals(List.of("ab\r\nc\r\n"), run(DialogueMode.WHOLE, dialogue));
        assertEquals(List.of("ab\r\n", "c\r\n"), run(DialogueMode.LINES, dialogue));
        assertEquals(List.of("a", "b", "\r", "\n", "c", "\r", "\n"), run(DialogueMode.BYTES, dialogue));
    }

    @Test
    void variablesKeepWhatTheServerSaid() {
        run(DialogueMode.WHOLE, "S: * OK ${word}\nC: x ${word} y\nS: x ready y\nC: ready ready\nS: ${word} ${word}\n");
        assertThrows(AssertionError.class, () -> run(DialogueMode.WHOLE, "C: ${unset}\nS: *\n"));
    }

    @Test
    void escapesAreOctetsAndFlagsNeedNone() {
        assertArrayEquals(
                new byte[] {'\\', 'S', 'e', 'e', 'n', 0, (byte) 0xff, '\\', '*', (byte) 0xc3, (byte) 0xa9},
                DialogueText.ofClient("\\Seen\\0\\xff\\*é", false).octets(Map.of()));
        LinePattern permanent = LinePattern.ofText("* OK [PERMANENTFLAGS (\\Seen \\\\\\*)] *");
        assertTrue(permanent
                .match(octets("* OK [PERMANENTFLAGS (\\Seen \\*)] limited"), Map.of())
                .isPresent());
        assertTrue(permanent
                .match(octets("x OK [PERMANENTFLAGS (\\Seen \\*)] limited"), Map.of())
                .isEmpty());
        assertTrue(LinePattern.ofText("a*").match(octets("a\rb\nc"), Map.of()).isPresent());
    }

    @Test
    void whatIsNoDialogueIsRefusedWithItsLine() {
        DialogueSyntaxException error =
                assertThrows(DialogueSyntaxException.class, () -> DialogueFile.parse("f", "C: x\nX: y\n"));
        assertTrue(Optional.ofNullable(error.getMessage()).orElse("").startsWith("f:2: "));
        assertThrows(DialogueSyntaxException.class, () -> DialogueFile.parse("f", "@modes sideways\n"));
        assertEquals(
                Set.of(DialogueMode.WHOLE),
                DialogueFile.parse("f", "@modes whole\n").modes());
    }

    private static byte[] octets(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    private static List<String> run(DialogueMode mode, String text) {
        EchoHarness harness = new EchoHarness();
        DialogueRunner.run(DialogueFile.parse("test", text), mode, harness);
        return harness.chunks;
    }

    /** Greets, says every line again, and closes after {@code bye}. */
    private static final class EchoHarness implements DialogueHarness {
        private final List<String> chunks = new ArrayList<>();

        @Override
        public DialoguePeer connect(int connection) {
            return new EchoPeer(chunks);
        }

        @Override
        public void directive(DialogueStep.Directive directive) {
            assertEquals("note", directive.name());
            assertEquals("flush twice", directive.arguments());
        }

        @Override
        public void close() {}
    }

    private static final class EchoPeer implements DialoguePeer {
        private final List<String> chunks;
        private final LineBuffer heard = new LineBuffer();
        private final Deque<byte[]> said = new ArrayDeque<>(List.of(octets("* OK ready")));
        private boolean ended;

        EchoPeer(List<String> chunks) {
            this.chunks = chunks;
        }

        @Override
        public void send(byte[] chunk) {
            chunks.add(new String(chunk, StandardCharsets.ISO_8859_1));
            heard.append(chunk);
            for (Optional<byte[]> line = heard.next(); line.isPresent(); line = heard.next()) {
                said.add(line.get());
                ended = ended || new String(line.get(), StandardCharsets.ISO_8859_1).equals("bye");
            }
        }

        @Override
        public Optional<byte[]> readLine() {
            return Optional.ofNullable(said.poll());
        }

        @Override
        public boolean closed() {
            return ended;
        }

        @Override
        public boolean silent() {
            return said.isEmpty();
        }

        @Override
        public void close() {
            ended = true;
        }
    }
}
