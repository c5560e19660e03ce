package dev.postrider.mail.mime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.stream.Collectors;

/** Messages for tests, and what must hold of every structure. */
final class Messages {
    private Messages() {}

    /** A message of lines that end with CRLF. */
    static byte[] lines(String... lines) {
        return octets(String.join("\r\n", lines) + "\r\n");
    }

    static byte[] octets(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    static String text(byte[] message, long from, long to) {
        return new String(message, (int) from, (int) (to - from), StandardCharsets.ISO_8859_1);
    }

    static String body(byte[] message, MimePart part) {
        return text(message, part.bodyOffset(), part.endOffset());
    }

    static String header(byte[] message, MimePart part) {
        return text(message, part.headerOffset(), part.bodyOffset());
    }

    /** Only the types: {@code multipart/mixed(text/plain, text/html)}. */
    static String types(MimePart part) {
        String own = part.type() + "/" + part.subtype();
        return part.children().isEmpty()
                ? own
                : own + part.children().stream().map(Messages::types).collect(Collectors.joining(", ", "(", ")"));
    }

    static MimePart parseInPieces(byte[] message, int pieceLength) {
        MimeParser parser = new MimeParser(MimeLimits.DEFAULT);
        for (int at = 0; at < message.length; at += pieceLength) {
            // A fresh array each: whatever the parser keeps must be its own.
            byte[] piece = Arrays.copyOfRange(message, at, Math.min(message.length, at + pieceLength));
            parser.accept(piece, 0, piece.length);
            Arrays.fill(piece, (byte) 'X');
        }
        return parser.finish();
    }

    static MimePart parseInTwo(byte[] message, int at) {
        MimeParser parser = new MimeParser(MimeLimits.DEFAULT);
        parser.accept(message, 0, at);
        parser.accept(message, at, message.length - at);
        return parser.finish();
    }

    /** Offsets nest, are ordered, stay within bounds; lines are counted; composite parts have what they must have. */
    static void check(byte[] message, MimePart root) {
        assertEquals(0, root.headerOffset());
        assertEquals(message.length, root.endOffset());
        assertTrue(root.envelope().isPresent());
        checkPart(message, root);
    }

    private static void checkPart(byte[] message, MimePart part) {
        assertTrue(part.headerOffset() <= part.bodyOffset(), part::toString);
        assertTrue(part.bodyOffset() <= part.endOffset(), part::toString);
        assertEquals(Octets.lineFeeds(message, (int) part.bodyOffset(), (int) part.endOffset()), part.bodyLines());
        if (part.isMessage()) {
            MimePart embedded = part.children().getFirst();
            assertTrue(embedded.envelope().isPresent());
            assertEquals(part.bodyOffset(), embedded.headerOffset());
            assertEquals(part.endOffset(), embedded.endOffset());
        } else if (!part.isMultipart()) {
            assertTrue(part.children().isEmpty(), part::toString);
            assertTrue(!(part.type().equals("message") && part.subtype().equals("rfc822")));
        }
        long at = part.bodyOffset();
        for (MimePart child : part.children()) {
            assertTrue(child.headerOffset() >= at, part::toString);
            assertTrue(child.endOffset() <= part.endOffset(), part::toString);
            at = child.endOffset();
            checkPart(message, child);
        }
    }
}
