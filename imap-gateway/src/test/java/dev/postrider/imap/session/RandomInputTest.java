package dev.postrider.imap.session;

import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.postrider.imap.command.CommandParser;
import dev.postrider.imap.fake.FakeStore;
import dev.postrider.imap.fake.SampleMessages;
import dev.postrider.imap.grammar.CommandText;
import dev.postrider.imap.net.TestClient;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** No input makes the parser throw, or a session fail. */
final class RandomInputTest {
    private static final List<String> PIECES = List.of(
            "NOOP",
            "FETCH",
            "UID",
            "STORE",
            "SEARCH",
            "LIST",
            "APPEND",
            "SELECT",
            "INBOX",
            "1:*",
            "*",
            "0",
            "1",
            "4294967295",
            "2,3:1",
            "(",
            ")",
            "FLAGS",
            "+FLAGS.SILENT",
            "\\Seen",
            "\\Deleted",
            "BODY[",
            "]",
            "HEADER.FIELDS",
            "<0.5>",
            "BODY.PEEK[]",
            "ENVELOPE",
            "BODYSTRUCTURE",
            "ALL",
            "OR",
            "NOT",
            "SUBJECT",
            "\"x\"",
            "\"",
            "\\",
            "{3}",
            "{3+}\r\nabc",
            "{0}",
            "{99999}",
            "{5000+}",
            "CHARSET",
            "UTF-8",
            "SINCE",
            "1-Feb-2000",
            "%",
            "\0",
            "\u00e9",
            "NIL",
            "COPY",
            "MOVE",
            "EXPUNGE",
            "IDLE",
            "DONE",
            "LSUB",
            "STATUS",
            "(MESSAGES RECENT)",
            "ID",
            "RENAME",
            "CREATE",
            "&",
            "&-",
            "1.2.MIME",
            "RFC822",
            "UNSELECT",
            "CLOSE",
            "CHECK",
            "EXAMINE",
            "Sent",
            "$x",
            ",",
            ":",
            ".",
            "\"17-Jul-1996 02:44:25 -0700\"");

    private static String line(Random random) {
        StringBuilder line = new StringBuilder(random.nextInt(8) == 0 ? "" : "t");
        for (int i = random.nextInt(9); i > 0; i--) {
            line.append(random.nextInt(6) == 0 ? "" : " ");
            line.append(
                    random.nextInt(12) == 0
                            ? String.valueOf((char) random.nextInt(256))
                            : PIECES.get(random.nextInt(PIECES.size())));
        }
        return line.toString();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void theParserNeverThrows(long seed) {
        Random random = new Random(seed);
        for (int i = 0; i < 50_000; i++) {
            CommandText text = CommandText.of(line(random));
            CommandParser.parse(text);
            CommandParser.parseAppend(text);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void noSessionFails(long seed) {
        Random random = new Random(seed);
        for (int session = 0; session < 300; session++) {
            FakeStore store = new FakeStore();
            store.deliver("INBOX", SampleMessages.named("multipart"));
            store.deliver("INBOX", SampleMessages.named("rfc3501"));
            TestClient client = new TestClient(store);
            client.send("a LOGIN bob@example.org secret\r\nb SELECT INBOX\r\n");
            for (int i = 0; i < 30 && !client.isClosed(); i++) {
                client.send(line(random) + (random.nextInt(20) == 0 ? "" : "\r\n"));
            }
            assertFalse(client.rest().contains("SERVERBUG"), "seed " + seed + " session " + session);
        }
    }
}
