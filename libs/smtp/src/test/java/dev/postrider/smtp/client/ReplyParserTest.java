package dev.postrider.smtp.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.postrider.mail.EnhancedStatusCode;
import dev.postrider.smtp.Reply;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ReplyParserTest {
    private static List<ReplyEvent> parse(String text) {
        byte[] octets = text.getBytes(StandardCharsets.UTF_8);
        List<ReplyEvent> atOnce = new ReplyParser().accept(octets, 0, octets.length);
        List<ReplyEvent> oneByOne = new ArrayList<>();
        ReplyParser parser = new ReplyParser();
        for (int i = 0; i < octets.length; i++) {
            oneByOne.addAll(parser.accept(octets, i, i + 1));
        }
        assertEquals(atOnce, oneByOne, "the split of the octets must not matter");
        return atOnce;
    }

    private static Reply one(String text) {
        List<ReplyEvent> events = parse(text);
        assertEquals(1, events.size(), events::toString);
        return assertInstanceOf(ReplyEvent.Received.class, events.getFirst()).reply();
    }

    private static String fault(String text) {
        return assertInstanceOf(ReplyEvent.Malformed.class, parse(text).getLast())
                .why();
    }

    @Test
    void readsOneLine() {
        assertEquals(
                new Reply(550, EnhancedStatusCode.parse("5.1.1"), List.of("no such user")),
                one("550 5.1.1 no such user\r\n"));
        assertEquals(new Reply(250, Optional.empty(), List.of("")), one("250\r\n"));
        assertEquals(new Reply(250, Optional.empty(), List.of("")), one("250 \r\n"));
    }

    @Test
    void readsSeveralLines() {
        assertEquals(
                new Reply(550, EnhancedStatusCode.parse("5.7.1"), List.of("first", "second", "third")),
                one("550-5.7.1 first\r\n550-5.7.1 second\r\n550 5.7.1 third\r\n"));
        assertEquals(
                new Reply(250, Optional.empty(), List.of("mx.example", "SIZE 1000", "DSN")),
                one("250-mx.example\r\n250-SIZE 1000\r\n250 DSN\r\n"));
    }

    @Test
    void takesNoStatusOfAnotherClass() {
        assertEquals(new Reply(550, Optional.empty(), List.of("4.2.2 full")), one("550 4.2.2 full\r\n"));
    }

    @Test
    void readsRepliesThatArriveTogether() {
        assertEquals(
                List.of(
                        new ReplyEvent.Received(Reply.of(250, "a")),
                        new ReplyEvent.Received(Reply.of(451, "b")),
                        new ReplyEvent.Received(Reply.of(354, "c"))),
                parse("250 a\r\n451 b\n354 c\r\n"));
    }

    @Test
    void replacesWhatIsNotPrintable() {
        assertEquals("a?b?c", one("250 a\u0000b\rc\r\n").text());
    }

    @Test
    void refusesWhatIsNoReply() {
        assertTrue(fault("SSH-2.0-OpenSSH_9\r\n").contains("SSH-2.0"));
        assertTrue(fault("\r\n").startsWith("not a reply"));
        assertTrue(fault("150 x\r\n").startsWith("not a reply"));
        assertTrue(fault("250x\r\n").startsWith("not a reply"));
        assertEquals("codes 250 and 251 in one reply", fault("250-a\r\n251 b\r\n"));
    }

    @Test
    void takesNothingAfterAFault() {
        assertEquals(1, parse("garbage\r\n250 ok\r\n").size());
    }

    @Test
    void keepsItsLimits() {
        assertTrue(
                fault("250 " + "x".repeat(ReplyParser.MAX_LINE_OCTETS) + "\r\n").startsWith("a line of more than"));
        assertTrue(fault("250-x\r\n".repeat(ReplyParser.MAX_LINES + 1)).startsWith("more than"));
    }

    @Test
    void tellsWhetherAReplyIsIncomplete() {
        ReplyParser parser = new ReplyParser();
        byte[] octets = "220 go\r\n250".getBytes(StandardCharsets.US_ASCII);
        assertEquals(1, parser.accept(octets, 0, 8).size());
        assertTrue(!parser.isMidReply());
        parser.accept(octets, 8, 11);
        assertTrue(parser.isMidReply());
    }

    @Test
    void neverThrowsOnRandomOctets() {
        Random random = new Random(7);
        byte[] alphabet = "2345- 0\r\n.x\u00e9".getBytes(StandardCharsets.ISO_8859_1);
        for (int round = 0; round < 5_000; round++) {
            byte[] octets = new byte[random.nextInt(60)];
            for (int i = 0; i < octets.length; i++) {
                octets[i] = alphabet[random.nextInt(alphabet.length)];
            }
            assertTrue(new ReplyParser().accept(octets, 0, octets.length).size() <= octets.length);
        }
    }
}
