package dev.postrider.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.postrider.testkit.dialogue.DialogueFile;
import dev.postrider.testkit.dialogue.DialogueHarness;
import dev.postrider.testkit.dialogue.DialogueMode;
import dev.postrider.testkit.dialogue.DialoguePeer;
import dev.postrider.testkit.dialogue.DialogueRunner;
import dev.postrider.testkit.dialogue.DialogueStep;
import dev.postrider.testkit.dialogue.SocketPeer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class FakeMxTest {
    @Test
    void itKeepsEnvelopesAndOctetsAndMisbehavesOnDemand() {
        try (FakeMx mx = FakeMx.startWithTls()) {
            mx.reply("RCPT", "450 4.2.1 later").reply("RCPT", "250 2.1.5 fine").reply("NOOP", FakeMx.DROP);
            talk(mx, """
                    S: 220 *
                    C: EHLO client.test
                    S: 250-*
                    S: 250-PIPELINING
                    S: 250-SIZE *
                    S: 250-8BITMIME
                    S: 250-SMTPUTF8
                    S: 250-STARTTLS
                    S: 250 ENHANCEDSTATUSCODES
                    C: STARTTLS
                    S: 220 *
                    @tls
                    C: MAIL FROM:<a@b.test> SIZE=10
                    C: RCPT TO:<c@d.test>
                    C: RCPT TO:<e@d.test>
                    C: DATA
                    S: 250 *
                    S: 450 4.2.1 later
                    S: 250 *
                    S: 354 *
                    C: ..two dots
                    C-raw: 8 bits \\xff, a bare \\n LF\\r\\n
                    C: .
                    S: 250 *
                    C: NOOP
                    @closed
                    """);
            FakeMx.Received received = mx.take();
            assertEquals("FROM:<a@b.test> SIZE=10", received.mailFrom());
            assertEquals(List.of("TO:<e@d.test>"), received.recipients());
            assertEquals(".two dots\r\n8 bits \u00ff, a bare \n LF\r\n", received.latin1());
            assertTrue(received.tls());
            assertEquals(1, mx.connections());
        }
    }

    private static void talk(FakeMx mx, String dialogue) {
        Map<Integer, SocketPeer> peers = new HashMap<>();
        try (DialogueHarness harness = new DialogueHarness() {
            @Override
            public DialoguePeer connect(int connection) {
                try {
                    SocketPeer peer = SocketPeer.connect("127.0.0.1", mx.port(), Duration.ofSeconds(10));
                    peers.put(connection, peer);
                    return peer;
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }

            @Override
            public void directive(DialogueStep.Directive directive) {
                assertEquals("tls", directive.name());
                peers.values().forEach(SocketPeer::startTls);
            }

            @Override
            public void close() {
                peers.values().forEach(SocketPeer::close);
            }
        }) {
            DialogueRunner.run(DialogueFile.parse("fake-mx", dialogue), DialogueMode.WHOLE, harness);
        }
    }
}
