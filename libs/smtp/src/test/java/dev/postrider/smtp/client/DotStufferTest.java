package dev.postrider.smtp.client;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DotStufferTest {
    private static String encode(String text, int piece) {
        byte[] octets = text.getBytes(StandardCharsets.ISO_8859_1);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        DotStuffer stuffer = new DotStuffer((range, from, to) -> out.write(range, from, to - from));
        for (int i = 0; i < octets.length; i += piece) {
            stuffer.accept(octets, i, Math.min(octets.length, i + piece));
        }
        stuffer.end();
        return out.toString(StandardCharsets.ISO_8859_1);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "''|.~",
                "a~|a~.~",
                "a|a~.~",
                ".|..~.~",
                ".~|..~.~",
                "..~|...~.~",
                "a~.~b~|a~..~b~.~",
                "a~.b.c~|a~..b.c~.~",
                "a.~|a.~.~",
                "~.~|~..~.~",
                // A bare LF, a bare CR: each an end of line, so the dot behind it is doubled too.
                "a^.^b~|a~..~b~.~",
                "a<.~|a~..~.~",
                "a<<b~|a~~b~.~",
                "a<|a~.~",
                "a^<b~|a~~b~.~",
                "<~a~|~~a~.~"
            })
    void encodes(String text, String expected) {
        for (int piece = 1; piece <= 4; piece++) {
            assertEquals(plain(expected), encode(plain(text), piece), "in pieces of " + piece);
        }
    }

    private static String plain(String shown) {
        return shown.replace("~", "\r\n").replace('^', '\n').replace('<', '\r');
    }

    @Test
    void whatIsEncodedHasOneEndAndDecodesToTheSameLines() {
        Random random = new Random(11);
        String alphabet = ".a\r\n";
        for (int round = 0; round < 20_000; round++) {
            StringBuilder text = new StringBuilder();
            for (int i = random.nextInt(12); i > 0; i--) {
                text.append(alphabet.charAt(random.nextInt(alphabet.length())));
            }
            String encoded = encode(text.toString(), 1 + random.nextInt(5));
            assertEquals(encoded.length() - 3, ("\r\n" + encoded).indexOf("\r\n.\r\n"), encoded);
            assertEquals(-1, encoded.replace("\r\n", "").indexOf('\n'), "a bare LF");
            assertEquals(-1, encoded.replace("\r\n", "").indexOf('\r'), "a bare CR");
            String lines = text.toString().replace("\r\n", "\n").replace('\r', '\n');
            String complete = lines.isEmpty() || lines.endsWith("\n") ? lines : lines + "\n";
            String decoded = ("\n" + encoded.substring(0, encoded.length() - 3).replace("\r\n", "\n"))
                    .replace("\n.", "\n")
                    .substring(1);
            assertEquals(complete, decoded);
        }
    }
}
