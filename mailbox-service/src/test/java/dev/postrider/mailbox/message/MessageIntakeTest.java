package dev.postrider.mailbox.message;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class MessageIntakeTest {
    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void theSameMessageGivesTheSameRowsHoweverItComes() {
        byte[] prefix = MessageIntake.prefix("a@example.org", bytes("Received: x\r\n"));
        byte[] body =
                bytes("Subject: Hi\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\n"
                        + "text\r\n".repeat(50_000) + "--b--\r\n");
        byte[] whole = Arrays.copyOf(prefix, prefix.length + body.length);
        System.arraycopy(body, 0, whole, prefix.length, body.length);
        IncomingMessage expected =
                MessageIntake.inMemory(whole, prefix.length, MessageIntake.sha256(body, 0, body.length));
        Random random = new Random(3);
        MessageIntake intake = MessageIntake.streamed(prefix, true);
        for (int at = 0; at < body.length; ) {
            int count = Math.min(1 + random.nextInt(9000), body.length - at);
            intake.accept(body, at, count);
            at += count;
        }
        assertEquals(body.length, intake.bodyOctets());
        IncomingMessage streamed = intake.finish("mail/x", new byte[0]);

        assertEquals(expected.sizeOctets(), streamed.sizeOctets());
        assertEquals(expected.headerOctets(), streamed.headerOctets());
        assertArrayEquals(expected.sha256(), streamed.sha256());
        assertArrayEquals(expected.structure(), streamed.structure());
        assertEquals(expected.fields(), streamed.fields());
        assertEquals(MessageIntake.KEEP_OCTETS + prefix.length, streamed.content().length);
        assertArrayEquals(Arrays.copyOf(whole, streamed.content().length), streamed.content());
    }

    @Test
    void fieldsAreDecodedFoldedAndJoined() {
        byte[] header = bytes("""
                From: =?UTF-8?Q?J=C3=96RG?= <Joerg@Example.ORG>\r
                To: a@example.org\r
                TO: b@example.org\r
                Date: Tue, 3 Jun 2025 00:30:00 +0900\r
                Subject: A\r
                 folded\tone\r
                \r
                """);
        SearchFields fields = SearchFields.of(header, 0, header.length, true);
        assertEquals("jörg <joerg@example.org>", fields.from());
        assertEquals("a@example.org\nb@example.org", fields.to());
        assertEquals("a folded\tone", fields.subject());
        assertNull(fields.cc());
        assertEquals(LocalDate.of(2025, 6, 3).toEpochDay(), (long) (fields.sentDay() == null ? 0 : fields.sentDay()));
        assertFalse(fields.cut());
        assertTrue(SearchFields.of(header, 0, 20, false).cut());
    }

    @Test
    void aLongFieldIsCutAndSaysSo() {
        byte[] header = bytes("Subject: " + "😀".repeat(5000) + "\r\n\r\n");
        SearchFields fields = SearchFields.of(header, 0, header.length, true);
        assertTrue(fields.cut());
        String subject = fields.subject() == null ? "" : fields.subject();
        assertTrue(subject.length() <= SearchFields.MAX_TEXT);
        assertFalse(Character.isHighSurrogate(subject.charAt(subject.length() - 1)));
    }

    @Test
    void foldingIgnoresCaseAndForm() {
        assertEquals(TextFold.fold("STRASSE"), TextFold.fold("straße"));
        assertEquals(TextFold.fold("Ü"), TextFold.fold("u\u0308"));
        assertEquals("a\uFFFDb\uFFFD", TextFold.fold("A\0B\uD800"));
        for (String text : new String[] {"Σς", "İ", "ǅ", "plain", "ﬁ"}) {
            assertEquals(TextFold.fold(text), TextFold.fold(TextFold.fold(text)), text);
        }
    }
}
