package dev.postrider.mail.header;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.postrider.mail.mime.MimeParser;
import java.io.ByteArrayOutputStream;

/** No octets make the readers of headers and structure throw, and a header's fields together are the header. */
final class HeaderFuzzTest {
    @FuzzTest(maxDuration = "1m")
    void header(byte[] octets) {
        HeaderBlock header = HeaderBlock.parse(octets);
        ByteArrayOutputStream fields = new ByteArrayOutputStream();
        int at = 0;
        for (HeaderField field : header.fields()) {
            assertEquals(at, field.offset());
            at += field.length();
            fields.writeBytes(field.raw());
            String value = field.value();
            assertTrue(AddressList.parse(value).size() <= AddressList.MAX_ADDRESSES);
            MessageDate.parse(value);
            EncodedWords.decode(value);
        }
        assertTrue(at <= octets.length);
        assertEquals(at, fields.size());
    }

    @FuzzTest(maxDuration = "1m")
    void structure(byte[] octets) {
        MimeParser.parse(octets);
    }
}
