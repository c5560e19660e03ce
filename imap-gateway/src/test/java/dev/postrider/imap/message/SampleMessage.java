package dev.postrider.imap.message;

import dev.postrider.mail.mime.MimeParser;
import dev.postrider.mail.mime.MimePart;
import java.nio.charset.StandardCharsets;

/** The message of RFC 3501 s6.4.5's part numbers: 1 TEXT, 2 OCTET-STREAM, 3 MESSAGE (of two parts), 4 MULTIPART (with a message). */
final class SampleMessage {
    static final byte[] OCTETS = lines(
            "Subject: top",
            "Content-Type: multipart/mixed; boundary=t",
            "",
            "--t",
            "Content-Type: text/plain",
            "",
            "part 1",
            "--t",
            "Content-Type: application/octet-stream",
            "",
            "part 2",
            "--t",
            "Content-Type: message/rfc822",
            "",
            "Subject: three",
            "From: a@b.test",
            "Content-Type: multipart/mixed; boundary=three",
            "",
            "--three",
            "Content-Type: text/plain",
            "",
            "part 3.1",
            "--three",
            "Content-Type: application/octet-stream",
            "",
            "part 3.2",
            "--three--",
            "--t",
            "Content-Type: multipart/mixed; boundary=four",
            "",
            "--four",
            "Content-Type: image/gif",
            "",
            "part 4.1",
            "--four",
            "Content-Type: message/rfc822",
            "",
            "Subject: four two",
            "Content-Type: multipart/mixed; boundary=fourtwo",
            "",
            "--fourtwo",
            "Content-Type: text/plain",
            "",
            "part 4.2.1",
            "--fourtwo",
            "Content-Type: multipart/alternative; boundary=fourtwotwo",
            "",
            "--fourtwotwo",
            "Content-Type: text/plain",
            "",
            "part 4.2.2.1",
            "--fourtwotwo",
            "Content-Type: text/richtext",
            "",
            "part 4.2.2.2",
            "--fourtwotwo--",
            "--fourtwo--",
            "--four--",
            "--t--");

    static final MimePart ROOT = MimeParser.parse(OCTETS);

    private SampleMessage() {}

    static byte[] lines(String... lines) {
        return octets(String.join("\r\n", lines) + "\r\n");
    }

    static byte[] octets(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }
}
