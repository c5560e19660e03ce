package dev.postrider.imap.net;

import dev.postrider.testkit.dialogue.DialogueFile;
import dev.postrider.testkit.dialogue.DialogueMode;
import dev.postrider.testkit.dialogue.DialogueRunner;
import dev.postrider.testkit.dialogue.DialogueStep;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** The dialogues, in memory (whole, line by line, octet by octet) and over sockets with TLS. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class DialogueTest {
    private static final Path DIALOGUES = Path.of("src/test/dialogues");
    /** What a harness with real time and real sockets cannot do. */
    private static final Set<String> IN_MEMORY_ONLY = Set.of("clock", "drain");

    private final SocketServer server = new SocketServer();

    @BeforeAll
    void start(@TempDir Path directory) throws Exception {
        server.start(directory);
    }

    @AfterAll
    void stop() throws Exception {
        server.stop();
    }

    @TestFactory
    Stream<DynamicTest> inMemory() {
        return DialogueRunner.tests(
                DIALOGUES, EnumSet.allOf(DialogueMode.class), (file, mode) -> new MemoryHarness(file));
    }

    @TestFactory
    Stream<DynamicTest> overSockets() {
        return DialogueFile.under(DIALOGUES).stream()
                .filter(DialogueTest::canUseSockets)
                .map(file -> DynamicTest.dynamicTest(file.name(), () -> {
                    DialogueMode mode =
                            file.modes().contains(DialogueMode.WHOLE) ? DialogueMode.WHOLE : DialogueMode.LINES;
                    try (SocketServer.Harness harness = server.harness(file)) {
                        DialogueRunner.run(file, mode, harness);
                    }
                }));
    }

    private static boolean canUseSockets(DialogueFile file) {
        return file.steps().stream()
                .noneMatch(step ->
                        step instanceof DialogueStep.Directive directive && IN_MEMORY_ONLY.contains(directive.name()));
    }
}
