package dev.postrider.mail.mime;

import static dev.postrider.mail.mime.Messages.body;
import static dev.postrider.mail.mime.Messages.octets;
import static dev.postrider.mail.mime.Messages.types;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MimeParserTortureTest {
    private static MimePart parse(byte[] message) {
        MimePart root = MimeParser.parse(message);
        Messages.check(message, root);
        assertEquals(root, Messages.parseInPieces(message, 4096));
        return root;
    }

    /** Everything that the grammar knows, in one message. */
    private static final byte[] RICH = octets(String.join(
            "\r\n",
            "Received: x",
            "Date: d",
            "From: \"A, B\" <a@b.test>,",
            " c@d.test (C)",
            "Subject: =?utf-8?q?x?=",
            " y",
            "MIME-Version: 1.0",
            "Content-Type: multipart/mixed;",
            " boundary=\"b\"",
            "",
            "pre\n--b--x",
            "--b",
            "",
            "--c",
            "text",
            "--b",
            "Content-Type: multipart/mixed; boundary=bb",
            "",
            "--bb",
            "Content-Type: message/rfc822",
            "",
            "Subject: in",
            "",
            "hello",
            "--bb",
            "Content-Type: text/html",
            "Content-Disposition: inline;",
            "\tfilename=x",
            "--bb--",
            "--b",
            "X: \0\u00ff\n\n\n--b--",
            "epilogue"));

    /** RICH with its preamble's closing boundary taken out, so that its parts are seen. */
    private static final byte[] OPEN =
            octets(Messages.text(RICH, 0, RICH.length).replace("--b--x\r\n", ""));

    @Test
    void everySplitGivesTheSame() {
        for (byte[] message : List.of(RICH, OPEN)) {
            MimePart whole = parse(message);
            for (int at = 0; at <= message.length; at++) {
                assertEquals(whole, Messages.parseInTwo(message, at), "split at " + at);
            }
            for (int length = 1; length < 40; length++) {
                assertEquals(whole, Messages.parseInPieces(message, length), "pieces of " + length);
            }
        }
        assertEquals(
                "multipart/mixed(text/plain, multipart/mixed(message/rfc822(text/plain), text/html), text/plain)",
                types(parse(OPEN)));
        assertEquals("multipart/mixed", types(parse(RICH)));
    }

    @Test
    void randomOctets() {
        Random random = new Random(42);
        List<String> words = List.of(
                "\r\n",
                "\n",
                "\r",
                "--a",
                "--b",
                "--ab",
                "--",
                "-",
                "\r\n\r\n",
                "Content-Type: multipart/mixed; boundary=a",
                "Content-Type: multipart/digest; boundary=b",
                "Content-Type: multipart/x; boundary=\"ab\"",
                "Content-Type: message/rfc822",
                "Content-Type: text/html",
                "Subject: x",
                " ",
                "\t",
                ":",
                "From: a@b",
                "x",
                "\0",
                "\u00ff",
                "Content-Transfer-Encoding: base64",
                "(",
                "\"",
                ";");
        for (int round = 0; round < 20_000; round++) {
            StringBuilder text = new StringBuilder();
            int length = random.nextInt(40);
            for (int i = 0; i < length; i++) {
                text.append(words.get(random.nextInt(words.size())));
                if (random.nextBoolean()) {
                    text.append("\r\n");
                }
            }
            byte[] message = octets(text.toString());
            MimePart root = MimeParser.parse(message);
            Messages.check(message, root);
            assertEquals(root, Messages.parseInPieces(message, 1));
            assertEquals(root, Messages.parseInTwo(message, random.nextInt(message.length + 1)));
        }
        for (int round = 0; round < 2_000; round++) {
            byte[] message = new byte[random.nextInt(300)];
            random.nextBytes(message);
            Messages.check(message, MimeParser.parse(message));
        }
    }

    @Test
    void emptyAndTiny() {
        for (String text : List.of("", "\n", "\r\n", "\r", "x", "-", "--", ":", " ", "\0", "\r\n\r\n", "\n\n")) {
            parse(octets(text));
        }
    }

    @Test
    void tenThousandFields() {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < 10_000; i++) {
            text.append("X-Field-").append(i).append(": value ").append(i).append("\r\n");
        }
        text.append("Subject: last\r\nContent-Type: text/html\r\n\r\nbody\r\n");
        byte[] message = octets(text.toString());
        MimePart root = parse(message);
        assertEquals("text/html", types(root));
        assertEquals(Optional.of("last"), root.envelope().orElseThrow().subject());
        assertEquals("body\r\n", body(message, root));
        parse(octets("Subject: x\r\n".repeat(10_000) + "\r\n"));
        parse(octets("To: a@b.test\r\n".repeat(10_000) + "\r\n"));
    }

    @Test
    void oneLineOfTenMegabytes() {
        String line = "x".repeat(10_000_000);
        parse(octets("Subject: hi\r\n\r\n" + line));
        parse(octets("X: " + line + "\r\nSubject: behind\r\n\r\nbody"));
        byte[] inHeader = octets("Subject: " + line + "\r\nContent-Type: text/html\r\n\r\nbody");
        Envelope envelope = parse(inHeader).envelope().orElseThrow();
        assertTrue(envelope.subject().orElseThrow().length() <= MimeLimits.DEFAULT.maxHeaderOctets());
        byte[] inPart =
                octets("Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\n" + line + "\r\n--b--" + line);
        assertEquals(10_000_000, parse(inPart).children().getFirst().bodyLength());
    }

    @Test
    void aThousandParts() {
        byte[] message = octets("Content-Type: multipart/mixed; boundary=b\r\n\r\n"
                + "--b\r\nContent-Type: text/html\r\n\r\nx\r\n".repeat(1_000) + "--b--\r\n");
        assertEquals(1_000, parse(message).children().size());
    }

    @Test
    void tooManyParts() {
        byte[] message = octets("Content-Type: multipart/mixed; boundary=b\r\n\r\n" + "--b\r\n\r\nx\r\n".repeat(20_000)
                + "--b--\r\nend");
        MimePart root = parse(message);
        assertEquals(MimeLimits.DEFAULT.maxParts() - 1, root.children().size());
        MimePart last = root.children().getLast();
        assertEquals(message.length, last.endOffset());
    }

    @Test
    void tooDeep() {
        StringBuilder multiparts = new StringBuilder();
        StringBuilder messages = new StringBuilder();
        for (int i = 0; i < 500; i++) {
            multiparts
                    .append("Content-Type: multipart/mixed; boundary=b")
                    .append(i)
                    .append("\r\n\r\n--b")
                    .append(i)
                    .append("\r\n");
            messages.append("Content-Type: message/rfc822\r\n\r\n");
        }
        assertEquals(MimeLimits.DEFAULT.maxDepth(), depth(parse(octets(multiparts.toString()))));
        assertEquals(MimeLimits.DEFAULT.maxDepth(), depth(parse(octets(messages.toString()))));
        MimeParser shallow = new MimeParser(new MimeLimits(1, 1, 1, 1));
        shallow.accept(octets(multiparts.toString()), 0, multiparts.length());
        assertEquals("text/plain", types(shallow.finish()));
    }

    private static int depth(MimePart part) {
        return 1
                + part.children().stream()
                        .mapToInt(MimeParserTortureTest::depth)
                        .max()
                        .orElse(0);
    }

    @Test
    void nestedAsDeepAsAllowedIsSeenWhole() {
        int depth = MimeLimits.DEFAULT.maxDepth() - 1;
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < depth; i++) {
            lines.add("Content-Type: multipart/mixed; boundary=b" + i + "x");
            lines.add("");
            lines.add("--b" + i + "x");
        }
        lines.add("Content-Type: text/html");
        lines.add("");
        lines.add("deepest");
        for (int i = depth - 1; i >= 0; i--) {
            lines.add("--b" + i + "x--");
        }
        byte[] message = Messages.lines(lines.toArray(String[]::new));
        MimePart part = parse(message);
        while (!part.children().isEmpty()) {
            part = part.children().getFirst();
        }
        assertEquals("text/html", types(part));
        assertEquals("deepest", body(message, part));
    }

    @ParameterizedTest
    @ValueSource(ints = {69, 70, 71, 200, 1000})
    void longBoundaries(int length) {
        String boundary = "b".repeat(length);
        byte[] message = Messages.lines(
                "Content-Type: multipart/mixed; boundary=" + boundary,
                "",
                "--" + boundary,
                "",
                "x",
                "--" + boundary + "--");
        assertEquals("multipart/mixed(text/plain)", types(parse(message)));
        assertEquals(parse(message), Messages.parseInPieces(message, 1));
    }

    @Test
    void headersOfManyPartsAreBounded() {
        String description = "Content-Description: " + "d".repeat(60_000) + "\r\n";
        byte[] message = octets("Content-Type: multipart/mixed; boundary=b\r\n\r\n"
                + ("--b\r\n" + description + "\r\nx\r\n").repeat(200) + "--b--\r\n");
        MimePart root = parse(message);
        assertEquals(200, root.children().size());
        long kept = root.children().stream()
                .mapToLong(part -> part.description().orElse("").length())
                .sum();
        assertTrue(kept <= MimeLimits.DEFAULT.maxTotalHeaderOctets());
    }

    @Test
    void costlyInputIsNotQuadratic() {
        StringBuilder nested = new StringBuilder();
        String prefix = "-".repeat(60);
        for (int i = 0; i < 80; i++) {
            nested.append("Content-Type: multipart/mixed; boundary=\"")
                    .append(prefix)
                    .append(i)
                    .append("\"\r\n\r\n--")
                    .append(prefix)
                    .append(i)
                    .append("\r\n");
        }
        byte[] message = octets(nested + "\r\n" + ("--" + prefix + "x\r\n").repeat(50_000));
        byte[] parameters = octets("Content-Type: a/b" + "; n*0=x".repeat(15_000) + "\r\n\r\n");
        byte[] words = octets("Subject: " + "=?a?q?".repeat(20_000) + "\r\n\r\n");
        assertTimeoutPreemptively(Duration.ofSeconds(10), () -> {
            parse(message);
            parse(parameters);
            parse(words);
        });
    }
}
