package dev.postrider.system;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Random;

/** Messages with everything that a careless server would change: dots, trailing blanks, 8-bit octets, long lines, empty lines at the end. */
public final class TestMessages {
    private TestMessages() {}

    /**
     * A message of CRLF lines, the last ended.
     *
     * @param id becomes the Message-ID and the subject
     * @param size about how many octets; small ones are larger than asked
     */
    public static byte[] message(String id, String from, String to, int size, Random random) {
        ByteArrayOutputStream message = new ByteArrayOutputStream(size + 1024);
        line(message, "From: Sender <" + from + ">");
        line(message, "To: " + to);
        line(message, "Subject: " + id);
        line(message, "Date: Wed, 25 Nov 2026 12:00:00 +0000");
        line(message, "Message-ID: <" + id + "@ledger.test>");
        line(message, "X-Folded: one,\r\n\ttwo,\r\n   three  ");
        line(message, "MIME-Version: 1.0");
        line(message, "Content-Type: text/plain; charset=utf-8");
        line(message, "Content-Transfer-Encoding: 8bit");
        line(message, "");
        line(message, ".a dot at the start");
        line(message, "..and two");
        line(message, "From the start of a line");
        line(message, "Grüße, 世界, trailing blanks  \t");
        line(message, "");
        while (message.size() < size) {
            line(message, randomLine(random));
        }
        line(message, ". ");
        line(message, "");
        line(message, "");
        return message.toByteArray();
    }

    private static String randomLine(Random random) {
        int length = switch (random.nextInt(8)) {
            case 0 -> 0;
            case 1 -> 900 + random.nextInt(98);
            default -> random.nextInt(78);
        };
        StringBuilder line = new StringBuilder(length);
        while (line.length() < length) {
            char c = (char) (' ' + random.nextInt(95));
            // swaks would read these two as an escape and as the beginning of a placeholder.
            if (c != '\\' && c != '%') {
                line.append(c);
            }
        }
        return line.toString();
    }

    private static void line(ByteArrayOutputStream message, String text) {
        message.writeBytes((text + "\r\n").getBytes(StandardCharsets.UTF_8));
    }
}
