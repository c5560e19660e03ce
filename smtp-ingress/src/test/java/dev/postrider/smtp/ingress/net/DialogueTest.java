package dev.postrider.smtp.ingress.net;

import dev.postrider.servicekit.net.SelfSigned;
import dev.postrider.servicekit.net.TlsIdentity;
import dev.postrider.testkit.TestVertx;
import dev.postrider.testkit.dialogue.DialogueMode;
import dev.postrider.testkit.dialogue.DialogueRunner;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Every dialogue: against the session with its octets cut in all ways, and over a socket. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DialogueTest {
    private static final Path DIALOGUES = Path.of("src/test/dialogues");

    private final Vertx vertx = TestVertx.start();
    private TlsIdentity identity;

    @BeforeAll
    void loadIdentity(@TempDir Path directory) throws IOException {
        SelfSigned.PemFiles files = SelfSigned.ensure(directory, List.of("localhost"), Instant.now());
        identity = SocketHarness.await(TlsIdentity.load(vertx, files.certificate(), files.key()));
    }

    @AfterAll
    void closeVertx() {
        identity.close();
        SocketHarness.await(vertx.close());
    }

    @TestFactory
    Stream<DynamicTest> session() {
        return DialogueRunner.tests(
                DIALOGUES, EnumSet.allOf(DialogueMode.class), (file, mode) -> new SessionHarness(file));
    }

    @TestFactory
    Stream<DynamicTest> socket() {
        return DialogueRunner.tests(
                DIALOGUES,
                Set.of(DialogueMode.WHOLE),
                (file, mode) -> new SocketHarness(file, vertx, identity.keyCertOptions()));
    }
}
