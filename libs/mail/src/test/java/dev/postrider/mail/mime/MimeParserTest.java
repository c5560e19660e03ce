package dev.postrider.mail.mime;

import static dev.postrider.mail.mime.Messages.body;
import static dev.postrider.mail.mime.Messages.header;
import static dev.postrider.mail.mime.Messages.lines;
import static dev.postrider.mail.mime.Messages.octets;
import static dev.postrider.mail.mime.Messages.types;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.postrider.mail.header.EnvelopeAddress;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class MimeParserTest {
    private static MimePart parse(byte[] message) {
        MimePart root = MimeParser.parse(message);
        Messages.check(message, root);
        return root;
    }

    /** The message of RFC 3501 s8. */
    @Test
    void envelopeOfTheExampleInRfc3501() {
        byte[] message = lines(
                "Date: Wed, 17 Jul 1996 02:23:25 -0700 (PDT)",
                "From: Terry Gray <gray@cac.washington.edu>",
                "Subject: IMAP4rev1 WG mtg summary and minutes",
                "To: imap@cac.washington.edu",
                "cc: minutes@CNRI.Reston.VA.US, John Klensin <KLENSIN@MIT.EDU>",
                "Message-Id: <B27397-0100000@cac.washington.edu>",
                "MIME-Version: 1.0",
                "Content-Type: TEXT/PLAIN; CHARSET=US-ASCII",
                "",
                "one",
                "two");
        MimePart root = parse(message);
        List<EnvelopeAddress> from = List.of(EnvelopeAddress.named("Terry Gray", "gray", "cac.washington.edu"));
        assertEquals(
                new Envelope(
                        Optional.of("Wed, 17 Jul 1996 02:23:25 -0700 (PDT)"),
                        Optional.of("IMAP4rev1 WG mtg summary and minutes"),
                        from,
                        from,
                        from,
                        List.of(EnvelopeAddress.of("imap", "cac.washington.edu")),
                        List.of(
                                EnvelopeAddress.of("minutes", "CNRI.Reston.VA.US"),
                                EnvelopeAddress.named("John Klensin", "KLENSIN", "MIT.EDU")),
                        List.of(),
                        Optional.empty(),
                        Optional.of("<B27397-0100000@cac.washington.edu>")),
                root.envelope().orElseThrow());
        assertEquals("text/plain", types(root));
        assertEquals(List.of(new Parameter("charset", "US-ASCII")), root.parameters());
        assertEquals("one\r\ntwo\r\n", body(message, root));
        assertEquals(2, root.bodyLines());
        assertEquals("7bit", root.encoding());
    }

    @Test
    void envelopeDefaultsAndDuplicates() {
        MimePart root = parse(lines(
                "From: a@x.test",
                "Sender:",
                "Reply-To: r@x.test",
                "To: b@x.test",
                "to: c@x.test",
                "Subject:",
                "Subject: second",
                "Bcc: undisclosed:;",
                "In-Reply-To: <1@x>",
                "\t<2@x>",
                ""));
        Envelope envelope = root.envelope().orElseThrow();
        assertEquals(List.of(EnvelopeAddress.of("a", "x.test")), envelope.sender());
        assertEquals(List.of(EnvelopeAddress.of("r", "x.test")), envelope.replyTo());
        assertEquals(List.of(EnvelopeAddress.of("b", "x.test"), EnvelopeAddress.of("c", "x.test")), envelope.to());
        assertEquals(Optional.of(""), envelope.subject());
        assertEquals(List.of(EnvelopeAddress.groupStart("undisclosed"), EnvelopeAddress.groupEnd()), envelope.bcc());
        assertEquals(Optional.of("<1@x>\t<2@x>"), envelope.inReplyTo());
        assertEquals(Optional.empty(), envelope.date());
        assertEquals(Envelope.EMPTY, parse(octets("")).envelope().orElseThrow());
    }

    /** RFC 2046 s5.1.1, with preamble and epilogue. */
    @Test
    void multipartOfTheExampleInRfc2046() {
        byte[] message = lines(
                "From: Nathaniel Borenstein <nsb@bellcore.com>",
                "To: Ned Freed <ned@innosoft.com>",
                "Subject: Sample message",
                "MIME-Version: 1.0",
                "Content-type: multipart/mixed; boundary=\"simple boundary\"",
                "",
                "This is the preamble.  It is to be ignored.",
                "",
                "--simple boundary",
                "",
                "This is implicitly typed plain US-ASCII text.",
                "It does NOT end with a linebreak.",
                "--simple boundary",
                "Content-type: text/plain; charset=us-ascii",
                "",
                "This is explicitly typed plain US-ASCII text.",
                "It DOES end with a linebreak.",
                "",
                "--simple boundary--",
                "",
                "This is the epilogue.  It is also to be ignored.");
        MimePart root = parse(message);
        assertEquals("multipart/mixed(text/plain, text/plain)", types(root));
        MimePart first = root.children().get(0);
        MimePart second = root.children().get(1);
        assertEquals("\r\n", header(message, first));
        assertEquals(
                "This is implicitly typed plain US-ASCII text.\r\nIt does NOT end with a linebreak.",
                body(message, first));
        assertEquals(1, first.bodyLines());
        assertEquals("Content-type: text/plain; charset=us-ascii\r\n\r\n", header(message, second));
        assertEquals(
                "This is explicitly typed plain US-ASCII text.\r\nIt DOES end with a linebreak.\r\n",
                body(message, second));
        assertEquals(2, second.bodyLines());
        assertTrue(first.envelope().isEmpty());
    }

    @Test
    void digestDefaultsToMessages() {
        byte[] message = lines(
                "Content-Type: multipart/digest; boundary=\"---- next message ----\"",
                "",
                "------ next message ----",
                "",
                "From: someone-else@x.test",
                "Subject: my opinion",
                "",
                "body 1",
                "------ next message ----",
                "Content-Type: text/plain",
                "",
                "body 2",
                "------ next message ------");
        MimePart root = parse(message);
        assertEquals("multipart/digest(message/rfc822(text/plain), text/plain)", types(root));
        MimePart embedded = root.children().get(0).children().get(0);
        assertEquals("body 1", body(message, embedded));
        assertEquals(
                Optional.of("my opinion"), embedded.envelope().orElseThrow().subject());
        assertEquals("From: someone-else@x.test\r\nSubject: my opinion\r\n\r\n", header(message, embedded));
    }

    @Test
    void nestedMultipartsAndMessages() {
        byte[] message = lines(
                "Content-Type: multipart/mixed; boundary=outer",
                "",
                "--outer",
                "Content-Type: multipart/alternative; boundary=outer-inner",
                "",
                "--outer-inner",
                "Content-Type: text/plain",
                "",
                "plain",
                "--outer-inner",
                "Content-Type: text/html",
                "",
                "<p>html",
                "--outer-inner--",
                "--outer",
                "Content-Type: message/rfc822",
                "",
                "Subject: embedded",
                "Content-Type: multipart/mixed; boundary=x",
                "",
                "--x",
                "",
                "deep",
                "--x--",
                "",
                "--outer",
                "Content-Type: image/png; name=a.png",
                "Content-Transfer-Encoding: BASE64",
                "Content-Disposition: ATTACHMENT; filename=\"a.png\"",
                "Content-ID: <id@x>",
                "Content-Description: a",
                " picture",
                "Content-Language: en, de (German)",
                "Content-Location: http://x.test/a.png",
                "Content-MD5: Q2hlY2sgSW50ZWdyaXR5IQ==",
                "",
                "AAAA",
                "--outer--");
        MimePart root = parse(message);
        assertEquals(
                "multipart/mixed(multipart/alternative(text/plain, text/html),"
                        + " message/rfc822(multipart/mixed(text/plain)), image/png)",
                types(root));
        MimePart embedded = root.children().get(1).children().getFirst();
        assertEquals("deep", body(message, embedded.children().getFirst()));
        assertEquals("--x\r\n\r\ndeep\r\n--x--\r\n", body(message, embedded));
        MimePart image = root.children().get(2);
        assertEquals("base64", image.encoding());
        assertEquals(Optional.of("attachment"), image.disposition());
        assertEquals(List.of(new Parameter("filename", "a.png")), image.dispositionParameters());
        assertEquals(Optional.of("<id@x>"), image.contentId());
        assertEquals(Optional.of("a picture"), image.description());
        assertEquals(List.of("en", "de"), image.languages());
        assertEquals(Optional.of("http://x.test/a.png"), image.location());
        assertEquals(Optional.of("Q2hlY2sgSW50ZWdyaXR5IQ=="), image.md5());
        assertEquals("AAAA", body(message, image));
    }

    @Test
    void bareLineFeeds() {
        byte[] message = octets("Content-Type: multipart/mixed; boundary=b\n\n--b\n\none\ntwo\n--b\n\n\n\n--b--\nend");
        MimePart root = parse(message);
        assertEquals(2, root.children().size());
        assertEquals("one\ntwo", body(message, root.children().get(0)));
        assertEquals(1, root.children().get(0).bodyLines());
        assertEquals("\n", body(message, root.children().get(1)));
    }

    @Test
    void truncatedMessages() {
        byte[] noEnd = octets("Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\none\r\n");
        assertEquals("one\r\n", body(noEnd, parse(noEnd).children().getFirst()));
        byte[] noLineEnd = octets("Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\none\r\n--b--");
        assertEquals("one", body(noLineEnd, parse(noLineEnd).children().getFirst()));
        byte[] headerOnly = octets("Subject: x\r\nContent-Type: text/html");
        MimePart root = parse(headerOnly);
        assertEquals("text/html", types(root));
        assertEquals(headerOnly.length, root.bodyOffset());
        byte[] noBlankLine = octets(
                "Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: text/html\r\n--b\r\n--b--\r\n");
        assertEquals("multipart/mixed(text/html, text/plain)", types(parse(noBlankLine)));
        byte[] noBoundaryLine = octets("Content-Type: multipart/mixed; boundary=b\r\n\r\nno such line\r\n");
        assertEquals("multipart/mixed", types(parse(noBoundaryLine)));
        byte[] emptyEmbedded = octets("Content-Type: message/rfc822\r\n\r\n");
        assertEquals("message/rfc822(text/plain)", types(parse(emptyEmbedded)));
        byte[] onlyHeaderEmbedded = octets("Content-Type: message/rfc822");
        assertEquals("message/rfc822(text/plain)", types(parse(onlyHeaderEmbedded)));
    }

    @Test
    void embeddedHeaderBeforeBoundary() {
        for (String end : List.of("Subject: x\r\n", "Subject: x\r\n\r\n", "", "\r\n", "\r\n\r\n")) {
            byte[] message = octets(
                    "Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: message/rfc822\r\n\r\n" + end
                            + "--b--\r\n");
            assertEquals("multipart/mixed(message/rfc822(text/plain))", types(parse(message)), end);
        }
    }

    @Test
    void whatCannotBeWhatItSays() {
        assertEquals("text/plain", types(parse(lines("Content-Type: multipart/mixed", "", "x"))));
        assertEquals("text/plain", types(parse(lines("Content-Type: multipart/mixed; boundary=\"\"", "", "x"))));
        assertEquals("text/plain", types(parse(lines("Content-Type: nonsense", "", "x"))));
        assertEquals("text/plain", types(parse(lines("Content-Type: text", "", "x"))));
        assertEquals("text/plain", types(parse(lines("Content-Type: /", "", "x"))));
        assertEquals(
                "application/octet-stream",
                types(parse(lines("Content-Type: message/rfc822", "Content-Transfer-Encoding: base64", "", "x"))));
        assertEquals("message/delivery-status", types(parse(lines("Content-Type: message/delivery-status", "", "x"))));
        assertEquals(
                List.of(new Parameter("charset", "us-ascii")),
                parse(lines("", "x")).parameters());
        assertEquals(
                List.of(new Parameter("charset", "utf-8")),
                parse(lines("Content-Type: text/html charset=utf-8", "", "x")).parameters());
    }

    @Test
    void boundariesAlike() {
        // The longest one wins, and of two equal ones the inner.
        byte[] longest = lines(
                "Content-Type: multipart/mixed; boundary=ab",
                "",
                "--ab",
                "Content-Type: multipart/mixed; boundary=a",
                "",
                "--a",
                "",
                "one",
                "--ab",
                "",
                "two",
                "--ab--");
        assertEquals("multipart/mixed(multipart/mixed(text/plain), text/plain)", types(parse(longest)));
        byte[] cyclic = lines(
                "Content-Type: multipart/mixed; boundary=a",
                "",
                "--a",
                "Content-Type: multipart/mixed; boundary=a",
                "",
                "--a",
                "",
                "one",
                "--a--",
                "--a",
                "",
                "two",
                "--a--");
        assertEquals("multipart/mixed(multipart/mixed(text/plain), text/plain)", types(parse(cyclic)));
        // Padding behind a boundary, and text that only looks like one.
        byte[] padded = lines(
                "Content-Type: multipart/mixed; boundary=b",
                "",
                "--b \t ",
                "",
                "-- b",
                "--B",
                " --b",
                "--b--  ",
                "--b");
        MimePart root = parse(padded);
        assertEquals(1, root.children().size());
        assertEquals("-- b\r\n--B\r\n --b", body(padded, root.children().getFirst()));
    }

    @Test
    void outerBoundaryEndsEverythingWithin() {
        byte[] message = lines(
                "Content-Type: multipart/mixed; boundary=outer",
                "",
                "--outer",
                "Content-Type: multipart/mixed; boundary=inner",
                "",
                "--inner",
                "",
                "one",
                "--outer",
                "",
                "two",
                "--inner",
                "--outer--");
        MimePart root = parse(message);
        assertEquals("multipart/mixed(multipart/mixed(text/plain), text/plain)", types(root));
        assertEquals("one", body(message, root.children().get(0).children().get(0)));
        assertEquals("--inner\r\n\r\none", body(message, root.children().get(0)));
        assertEquals("two\r\n--inner", body(message, root.children().get(1)));
    }
}
