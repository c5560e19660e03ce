package dev.postrider.mail.mime;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DecodedTextTest {
    private static byte[] message(String charset, String encoding, byte[] body) {
        byte[] header = Messages.octets("Content-Type: text/plain; charset=" + charset
                + "\r\nContent-Transfer-Encoding: " + encoding + "\r\n\r\n");
        byte[] message = Arrays.copyOf(header, header.length + body.length);
        System.arraycopy(body, 0, message, header.length, body.length);
        return message;
    }

    /** Decodes at once, and checks that pieces of every length give the same. */
    private static String decode(String charset, String encoding, byte[] body) {
        byte[] message = message(charset, encoding, body);
        MimePart part = MimeParser.parse(message);
        String whole = DecodedText.of(part, message);
        for (int length = 1; length < Math.min(body.length, 20); length++) {
            StringBuilder pieces = new StringBuilder();
            DecodedText decoder = new DecodedText(part, pieces::append);
            for (int at = 0; at < body.length; at += length) {
                decoder.accept(body, at, Math.min(length, body.length - at));
            }
            decoder.finish();
            assertEquals(whole, pieces.toString());
        }
        return whole;
    }

    @Test
    void quotedPrintable() {
        assertEquals(
                "Now's the time for all folk to come to the aid of their country.",
                decode(
                        "us-ascii",
                        "quoted-printable",
                        Messages.octets("Now's the time =\r\nfor all folk to come=\r\n to the aid of their country.")));
        assertEquals("caf\u00e9 = x\r\n", decode("utf-8", "Quoted-Printable", Messages.octets("caf=C3=a9 =3D x\r\n")));
        assertEquals("a=ZZ=b= c=4", decode("utf-8", "quoted-printable", Messages.octets("a=ZZ=b= c=4")));
        assertEquals("ab", decode("utf-8", "quoted-printable", Messages.octets("a= \t\r\nb=")));
        assertEquals("ab", decode("utf-8", "quoted-printable", Messages.octets("a=\nb")));
    }

    @Test
    void base64() {
        String text = "Gr\u00fc\u00dfe aus K\u00f6ln, \u20ac 5 \ud83d\ude00".repeat(500);
        byte[] encoded = Base64.getMimeEncoder().encode(text.getBytes(StandardCharsets.UTF_8));
        assertEquals(text, decode("utf-8", "base64", encoded));
        assertEquals("abcd", decode("utf-8", "BASE64", Messages.octets("YQ==YmNk")));
        assertEquals("ab", decode("utf-8", "base64", Messages.octets("Y W\r\n!J")));
        assertEquals("a", decode("utf-8", "base64", Messages.octets("YQ")));
        assertEquals("", decode("utf-8", "base64", Messages.octets("Y")));
    }

    @ParameterizedTest
    @CsvSource({
        "iso-8859-15, \u20ac",
        "windows-1252, \u201equote\u201c",
        "koi8-r, \u041f\u0440\u0438\u0432\u0435\u0442",
        "utf-16le, \u4e2d\u6587",
        "iso-2022-jp, \u65e5\u672c\u8a9e and more",
        "shift_jis, \u65e5\u672c\u8a9e",
        "euc-kr, \ud55c\uad6d\uc5b4",
        "big5, \u4e2d\u6587",
        "gb18030, \u4e2d\u6587",
        "utf-8, \ud83d\ude00"
    })
    void charsets(String charset, String text) {
        assertEquals(text, decode(charset, "8bit", text.getBytes(Charset.forName(charset))));
    }

    @ParameterizedTest
    @CsvSource({"us-ascii", "x-unknown", "utf-8", "\"\"", "?!", "utf8", "unicode-1-1-utf-7"})
    void unknownCharsetsAreReadAsUtf8OrWindows1252(String charset) {
        assertEquals(
                "caf\u00e9 \u20ac \u00e9\u00e9 x",
                decode(charset, "8bit", Messages.octets("caf\u00c3\u00a9 \u0080 \u00e9\u00e9 x")));
        assertEquals("\u00e2\u201a", decode(charset, "8bit", Messages.octets("\u00e2\u0082")));
    }

    @Test
    void randomOctetsNeverThrow() {
        Random random = new Random(13);
        String[] charsets = {
            "utf-8",
            "us-ascii",
            "utf-16",
            "iso-2022-jp",
            "gb2312",
            "shift_jis",
            "big5",
            "nonsense",
            "utf-32",
            "iso-2022-kr"
        };
        String[] encodings = {"base64", "quoted-printable", "8bit", "x-uuencode"};
        for (int round = 0; round < 3_000; round++) {
            byte[] body = new byte[random.nextInt(60)];
            random.nextBytes(body);
            for (int i = 0; i < body.length; i++) {
                if (random.nextInt(3) == 0) {
                    body[i] = (byte) "=\r\nA4".charAt(random.nextInt(5));
                }
            }
            decode(charsets[round % charsets.length], encodings[random.nextInt(encodings.length)], body);
        }
    }
}
