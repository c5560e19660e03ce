package dev.postrider.imap.message;

import static dev.postrider.imap.message.SampleMessage.lines;
import static dev.postrider.imap.message.SampleMessage.octets;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.postrider.mail.mime.MimeParser;
import dev.postrider.mail.mime.MimePart;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class FormatterTest {
    private static String envelope(byte[] message) {
        ImapStringWriter out = new ImapStringWriter();
        EnvelopeFormatter.write(MimeParser.parse(message).envelope().orElseThrow(), out);
        return out.toString();
    }

    private static String body(byte[] message, boolean extended) {
        ImapStringWriter out = new ImapStringWriter();
        BodyStructureFormatter.write(MimeParser.parse(message), extended, out);
        return out.toString();
    }

    /** The dialogue of RFC 3501 s8. */
    private static byte[] example() {
        StringBuilder body = new StringBuilder();
        body.append("x".repeat(3028 - 2 * 92)).append("\r\n".repeat(92));
        return octets(String.join(
                        "\r\n",
                        "Date: Wed, 17 Jul 1996 02:23:25 -0700 (PDT)",
                        "From: Terry Gray <gray@cac.washington.edu>",
                        "Subject: IMAP4rev1 WG mtg summary and minutes",
                        "To: imap@cac.washington.edu",
                        "cc: minutes@CNRI.Reston.VA.US, John Klensin <KLENSIN@MIT.EDU>",
                        "Message-Id: <B27397-0100000@cac.washington.edu>",
                        "MIME-Version: 1.0",
                        "Content-Type: TEXT/PLAIN; CHARSET=US-ASCII",
                        "",
                        "")
                + body);
    }

    @Test
    void theExampleInRfc3501() {
        assertEquals(
                "(\"Wed, 17 Jul 1996 02:23:25 -0700 (PDT)\" \"IMAP4rev1 WG mtg summary and minutes\""
                        + " ((\"Terry Gray\" NIL \"gray\" \"cac.washington.edu\"))"
                        + " ((\"Terry Gray\" NIL \"gray\" \"cac.washington.edu\"))"
                        + " ((\"Terry Gray\" NIL \"gray\" \"cac.washington.edu\"))"
                        + " ((NIL NIL \"imap\" \"cac.washington.edu\"))"
                        + " ((NIL NIL \"minutes\" \"CNRI.Reston.VA.US\")"
                        + "(\"John Klensin\" NIL \"KLENSIN\" \"MIT.EDU\")) NIL NIL"
                        + " \"<B27397-0100000@cac.washington.edu>\")",
                envelope(example()));
        assertEquals(
                "(\"text\" \"plain\" (\"charset\" \"US-ASCII\") NIL NIL \"7bit\" 3028 92)", body(example(), false));
        assertEquals(
                "(\"text\" \"plain\" (\"charset\" \"US-ASCII\") NIL NIL \"7bit\" 3028 92 NIL NIL NIL NIL)",
                body(example(), true));
    }

    @Test
    void envelopeOfNothingAndOfOddThings() {
        assertEquals("(NIL NIL NIL NIL NIL NIL NIL NIL NIL NIL)", envelope(new byte[0]));
        assertEquals(
                "(NIL \"\" NIL NIL NIL ((NIL NIL \"g\" NIL)(NIL NIL NIL NIL)) ((NIL NIL \"root\" \"\")) NIL NIL NIL)",
                envelope(lines("Subject:", "To: g:;", "Cc: root", "")));
        assertEquals(
                "(NIL \"a \\\"quoted\\\" \\\\ text\" NIL NIL NIL NIL NIL NIL NIL NIL)",
                envelope(lines("Subject: a \"quoted\" \\ text", "")));
        assertEquals(
                "(NIL {5}\r\ncaf\u00c3\u00a9 NIL NIL NIL NIL NIL NIL NIL NIL)",
                envelope(lines("Subject: caf\u00c3\u00a9", "")));
        assertEquals(
                "(NIL {5}\r\ncaf\u00c3\u00a9 NIL NIL NIL NIL NIL NIL NIL NIL)",
                envelope(lines("Subject: caf\u00e9", "")));
        String subject = "s".repeat(1001);
        assertEquals(
                "(NIL {1001}\r\n" + subject + " NIL NIL NIL NIL NIL NIL NIL NIL)",
                envelope(lines("Subject: " + subject, "")));
        assertEquals(
                "(NIL NIL ((NIL \"@a,@b\" \"c\" \"d\")) ((NIL \"@a,@b\" \"c\" \"d\")) ((NIL \"@a,@b\" \"c\" \"d\")) NIL NIL NIL NIL NIL)",
                envelope(lines("From: <@a,@b:c@d>", "")));
    }

    @Test
    void bodyStructureOfTheSample() {
        String text = "(\"text\" \"plain\" NIL NIL NIL \"7bit\" %d 0)";
        String octets = "(\"application\" \"octet-stream\" NIL NIL NIL \"7bit\" %d)";
        assertEquals(
                "("
                        + text.formatted(6)
                        + octets.formatted(6)
                        + "(\"message\" \"rfc822\" NIL NIL NIL \"7bit\" 198 (NIL \"three\" ((NIL NIL \"a\" \"b.test\"))"
                        + " ((NIL NIL \"a\" \"b.test\")) ((NIL NIL \"a\" \"b.test\")) NIL NIL NIL NIL NIL) ("
                        + text.formatted(8)
                        + octets.formatted(8)
                        + " \"mixed\") 12)"
                        + "((\"image\" \"gif\" NIL NIL NIL \"7bit\" 8)"
                        + "(\"message\" \"rfc822\" NIL NIL NIL \"7bit\" 334 (NIL \"four two\" NIL NIL NIL NIL NIL NIL NIL NIL) ("
                        + text.formatted(10)
                        + "("
                        + text.formatted(12)
                        + "(\"text\" \"richtext\" NIL NIL NIL \"7bit\" 12 0) \"alternative\") \"mixed\") 19)"
                        + " \"mixed\") \"mixed\")",
                body(SampleMessage.OCTETS, false));
    }

    @Test
    void extensionData() {
        byte[] message = lines(
                "Content-Type: multipart/mixed; boundary=b",
                "Content-Language: en",
                "",
                "--b",
                "Content-Type: image/png; name*0=a; name*1=\"b c.png\"",
                "Content-Transfer-Encoding: base64",
                "Content-ID: <id>",
                "Content-Description: d",
                "Content-MD5: m",
                "Content-Disposition: attachment; filename=x",
                "Content-Language: en, de",
                "Content-Location: l",
                "",
                "AAAA",
                "--b",
                "Content-Disposition: inline",
                "",
                "",
                "--b--");
        assertEquals(
                "((\"image\" \"png\" (\"name\" \"ab c.png\") \"<id>\" \"d\" \"base64\" 4 \"m\" (\"attachment\" (\"filename\" \"x\"))"
                        + " (\"en\" \"de\") \"l\")"
                        + "(\"text\" \"plain\" (\"charset\" \"us-ascii\") NIL NIL \"7bit\" 0 0 NIL (\"inline\" NIL) NIL NIL)"
                        + " \"mixed\" (\"boundary\" \"b\") NIL (\"en\") NIL)",
                body(message, true));
        assertEquals(
                "((\"image\" \"png\" (\"name\" \"ab c.png\") \"<id>\" \"d\" \"base64\" 4)"
                        + "(\"text\" \"plain\" (\"charset\" \"us-ascii\") NIL NIL \"7bit\" 0 0) \"mixed\")",
                body(message, false));
    }

    @Test
    void whatTheGrammarCannotSay() {
        byte[] noParts = lines("Content-Type: multipart/mixed; boundary=b", "", "no boundary");
        assertEquals("((\"text\" \"plain\" NIL NIL NIL \"7bit\" 0 0) \"mixed\")", body(noParts, false));
        MimePart text = MimeParser.parse(new byte[0]);
        MimePart hollow = new MimePart(
                0,
                0,
                5,
                1,
                "message",
                "rfc822",
                text.parameters(),
                Optional.empty(),
                Optional.empty(),
                "7bit",
                Optional.empty(),
                Optional.empty(),
                text.parameters(),
                text.languages(),
                Optional.empty(),
                text.children(),
                Optional.empty());
        ImapStringWriter out = new ImapStringWriter();
        BodyStructureFormatter.write(hollow, false, out);
        assertEquals(
                "(\"application\" \"octet-stream\" (\"charset\" \"us-ascii\") NIL NIL \"7bit\" 5)", out.toString());
    }

    @Test
    void strings() {
        ImapStringWriter plain = new ImapStringWriter();
        plain.string("")
                .raw(" ")
                .string("a\r\nb")
                .raw(" ")
                .string("\0")
                .raw(" ")
                .nstring(Optional.empty());
        plain.raw(" ").astring("atom]").raw(" ").astring("a b").raw(" ").astring("\u00fc");
        assertEquals("\"\" {4}\r\na\r\nb {1}\r\n\0 NIL atom] \"a b\" {2}\r\n\u00c3\u00bc", plain.toString());
        ImapStringWriter utf8 = new ImapStringWriter(true);
        utf8.string("\u00fc\"").raw(" ").string("\u00fc".repeat(501)).raw(" ").string("\u00fc\n");
        assertTrue(utf8.toString().startsWith("\"\u00c3\u00bc\\\"\" {1002}\r\n"));
        assertTrue(utf8.toString().endsWith(" {3}\r\n\u00c3\u00bc\n"));
        assertEquals(
                "\"" + "x".repeat(1000) + "\"",
                new ImapStringWriter().string("x".repeat(1000)).toString());
    }

    /** Whatever the message: balanced, with literals of the announced length, and without a naked line end. */
    @Test
    void randomMessagesGiveWellFormedResponses() {
        Random random = new Random(29);
        String[] words = {
            "--a\r\n",
            "--a--\r\n",
            "\r\n",
            "Content-Type: multipart/mixed; boundary=a\r\n",
            "Content-Type: message/rfc822\r\n",
            "Content-Type: \"x\u00e9\"/y; n=\"(\\\"\r\n",
            "Content-Type: a\0/b\u00e9; c=\"\0\"\r\n",
            "Subject: \u00e9(\"\r\n",
            "From: \"(\" <a\\\"@b>, g:;\r\n",
            "Content-Disposition: \"; x=y\r\n",
            "Content-Transfer-Encoding: (\r\n",
            "Content-Language: ((, \"\r\n",
            "Content-ID: )\r\n",
            "To: ,\r\n",
            "x\r\n"
        };
        for (int round = 0; round < 10_000; round++) {
            StringBuilder text = new StringBuilder();
            int length = random.nextInt(25);
            for (int i = 0; i < length; i++) {
                text.append(words[random.nextInt(words.length)]);
            }
            byte[] message = octets(text.toString());
            checkWellFormed(envelope(message));
            checkWellFormed(body(message, random.nextBoolean()));
        }
    }

    private static void checkWellFormed(String response) {
        int depth = 0;
        int i = 0;
        while (i < response.length()) {
            char c = response.charAt(i++);
            assertTrue(c >= ' ' && c < 0x7F, response);
            switch (c) {
                case '(' -> depth++;
                case ')' -> {
                    depth--;
                    assertTrue(depth >= 0, response);
                }
                case '"' -> {
                    while (response.charAt(i) != '"') {
                        assertTrue(response.charAt(i) < 0x80 && response.charAt(i) != '\n', response);
                        i += response.charAt(i) == '\\' ? 2 : 1;
                    }
                    i++;
                }
                case '{' -> {
                    int end = response.indexOf("}\r\n", i);
                    int size = Integer.parseInt(response.substring(i, end));
                    i = end + 3 + size;
                    assertTrue(i <= response.length(), response);
                }
                default -> {
                    // Atoms and spaces.
                }
            }
        }
        assertEquals(0, depth, response);
    }
}
