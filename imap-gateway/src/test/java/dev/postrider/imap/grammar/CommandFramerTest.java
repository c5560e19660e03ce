package dev.postrider.imap.grammar;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class CommandFramerTest {
    private final CommandFramer framer = new CommandFramer(new FramerLimits(100, 50));

    private void offer(String text) {
        byte[] octets = text.getBytes(StandardCharsets.ISO_8859_1);
        framer.offer(octets, 0, octets.length);
    }

    @Test
    void aLineIsACommand() {
        offer("a NOOP\r\nb NO");
        assertEquals(new Frame.Command(CommandText.of("a NOOP")), framer.next().orElseThrow());
        assertTrue(framer.next().isEmpty());
        offer("OP\r\n");
        assertEquals(new Frame.Command(CommandText.of("b NOOP")), framer.next().orElseThrow());
    }

    @Test
    void aLiteralIsReportedAndKept() {
        offer("a LOGIN {3}\r\n");
        Frame.Literal literal =
                assertInstanceOf(Frame.Literal.class, framer.next().orElseThrow());
        assertEquals(3, literal.octets());
        assertTrue(literal.synchronizing());
        framer.keepLiteral();
        offer("b\r\n {2+}\r\npw\r\n");
        Frame.Literal second =
                assertInstanceOf(Frame.Literal.class, framer.next().orElseThrow());
        assertEquals(false, second.synchronizing());
        framer.keepLiteral();
        Frame.Command command =
                assertInstanceOf(Frame.Command.class, framer.next().orElseThrow());
        assertEquals(
                List.of(
                        new CommandText.Part.Text("a LOGIN "),
                        new CommandText.Part.Literal("b\r\n"),
                        new CommandText.Part.Text(" "),
                        new CommandText.Part.Literal("pw"),
                        new CommandText.Part.Text("")),
                command.text().parts());
    }

    @Test
    void aSkippedLiteralTakesTheRestOfItsCommandWithIt() {
        offer("a X {5+}\r\n12345 {3+}\r\nabc more\r\nb NOOP\r\n");
        assertInstanceOf(Frame.Literal.class, framer.next().orElseThrow());
        framer.skip();
        assertEquals(new Frame.Skipped(), framer.next().orElseThrow());
        assertEquals(new Frame.Command(CommandText.of("b NOOP")), framer.next().orElseThrow());
    }

    @Test
    void aStreamedLiteralIsTakenInPieces() {
        offer("a APPEND x {6}\r\n");
        framer.next();
        framer.streamLiteral();
        StringBuilder taken = new StringBuilder();
        OctetSink sink =
                (octets, from, to) -> taken.append(new String(octets, from, to - from, StandardCharsets.ISO_8859_1));
        offer("abc");
        assertEquals(3, framer.takeLiteral(sink));
        assertTrue(framer.next().isEmpty());
        offer("def\r\nb NOOP\r\n");
        assertEquals(0, framer.takeLiteral(sink));
        assertEquals("abcdef", taken.toString());
        Frame.Command command =
                assertInstanceOf(Frame.Command.class, framer.next().orElseThrow());
        assertEquals(new CommandText.Part.Text(""), command.text().parts().getLast());
        assertEquals(Optional.of(new Frame.Command(CommandText.of("b NOOP"))), framer.next());
    }

    @Test
    void aLongLineIsThrownAwayWhileItComes() {
        offer("a NOOP " + "x".repeat(200));
        assertInstanceOf(Frame.TooLong.class, framer.next().orElseThrow());
        for (int i = 0; i < 1000; i++) {
            offer("y".repeat(1000));
            assertTrue(framer.next().isEmpty());
            assertEquals(false, framer.hasRemaining());
        }
        offer("\r\nb NOOP\r\n");
        assertEquals(new Frame.Command(CommandText.of("b NOOP")), framer.next().orElseThrow());
    }

    @Test
    void aLineThatIsNoCommandIsTakenAsItIs() {
        offer("xyz {3}\r");
        assertTrue(framer.nextLine().isEmpty());
        offer("\n" + "x".repeat(99) + "\r\nb NOOP\r\n");
        assertEquals(new Frame.Line("xyz {3}"), framer.nextLine().orElseThrow());
        assertEquals(new Frame.Line("x".repeat(99)), framer.nextLine().orElseThrow());
        assertEquals(new Frame.Command(CommandText.of("b NOOP")), framer.next().orElseThrow());
    }

    @Test
    void aLongLineThatIsNoCommandIsThrownAwayWhetherItIsHereInFullOrNot() {
        offer("x".repeat(100) + "\r\n" + "y".repeat(101));
        assertEquals(new Frame.TooLong(""), framer.nextLine().orElseThrow());
        assertInstanceOf(Frame.TooLong.class, framer.next().orElseThrow());
        offer("a NOOP\r\nb NOOP\r\n");
        assertEquals(new Frame.Command(CommandText.of("b NOOP")), framer.next().orElseThrow());
    }

    @Test
    void whatOnlyLooksLikeALiteralIsText() {
        for (String line : List.of("a {}", "a {x}", "a {1", "a 1}", "a {-1}", "a {1 }", "a {+}", "}", "{}")) {
            offer(line + "\r\n");
            assertEquals(new Frame.Command(CommandText.of(line)), framer.next().orElseThrow(), line);
        }
    }

    @Test
    void aLiteralOfAnySizeIsANumber() {
        offer("a X {99999999999999999999999}\r\n");
        assertEquals(
                Long.MAX_VALUE,
                assertInstanceOf(Frame.Literal.class, framer.next().orElseThrow())
                        .octets());
        assertTrue(framer.exceedsLimit(51));
        assertEquals(false, framer.exceedsLimit(50));
    }
}
