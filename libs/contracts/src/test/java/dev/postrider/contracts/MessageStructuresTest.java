package dev.postrider.contracts;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.postrider.mail.mime.MimeLimits;
import dev.postrider.mail.mime.MimeParser;
import dev.postrider.mail.mime.MimePart;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class MessageStructuresTest {
    private static final String[] WORDS = {
        "\r\n",
        "\r\n\r\n",
        "--a\r\n",
        "--a--\r\n",
        "Content-Type: multipart/mixed; boundary=a\r\n",
        "Content-Type: message/rfc822\r\n",
        "Content-Type: text/html; charset*=''%C3; name=\"\u00e9\0\"\r\n",
        "Subject: caf\u00e9\r\n",
        "Subject:\r\n",
        "From: A <a@b>, c@d (E)\r\n",
        "To: g: x@y, z;\r\n",
        "Content-Disposition: inline; filename*0=a; filename*1=b\r\n",
        "Content-Language: a, b\r\n",
        "Content-ID: <x>\r\n",
        "Content-Location: l\r\n",
        "Content-MD5: m\r\n",
        "Content-Description: d\r\n",
        "Message-ID: <m>\r\n",
        "text\r\n"
    };

    @Test
    void whatIsParsedSurvivesTheRoundTrip() throws InvalidProtocolBufferException {
        Random random = new Random(17);
        for (int round = 0; round < 3_000; round++) {
            StringBuilder text = new StringBuilder();
            int length = random.nextInt(30);
            for (int i = 0; i < length; i++) {
                text.append(WORDS[random.nextInt(WORDS.length)]);
            }
            MimePart root = MimeParser.parse(text.toString().getBytes(StandardCharsets.ISO_8859_1));
            byte[] record = MessageStructures.toProto(root).toByteArray();
            assertEquals(root, MessageStructures.fromProto(MessageStructure.parseFrom(record)));
        }
    }

    /** Protobuf refuses more than 100 levels; the structure travels one level down, in FetchedMessage. */
    @Test
    void theDeepestStructureCanBeRead() throws InvalidProtocolBufferException {
        String message =
                "Content-Type: message/rfc822\r\n\r\n".repeat(2 * MimeLimits.DEFAULT.maxDepth()) + "From: a@b\r\n\r\n";
        MimePart root = MimeParser.parse(message.getBytes(StandardCharsets.US_ASCII));
        FetchedMessage fetched = FetchedMessage.newBuilder()
                .setStructure(MessageStructures.toProto(root))
                .build();
        FetchedMessage read = FetchedMessage.parseFrom(fetched.toByteArray());
        assertEquals(root, MessageStructures.fromProto(read.getStructure()));
        int depth = 1;
        for (MimePart part = root;
                !part.children().isEmpty();
                part = part.children().getFirst()) {
            depth++;
        }
        assertEquals(MimeLimits.DEFAULT.maxDepth(), depth);
    }

    @Test
    void absentAndEmptyTextsOfTheEnvelopeDiffer() {
        MimePart root = MimeParser.parse("Subject:\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        MessageStructure structure = MessageStructures.toProto(root);
        assertTrue(structure.getRoot().getEnvelope().hasSubject());
        assertTrue(!structure.getRoot().getEnvelope().hasDate());
        assertEquals(
                Optional.of(""),
                MessageStructures.fromProto(structure).envelope().orElseThrow().subject());
    }

    @Test
    void aRecordOfAnotherVersionIsReadAsFarAsItGoes() {
        MimePart empty = MessageStructures.fromProto(MessageStructure.getDefaultInstance());
        assertEquals("text", empty.type());
        assertEquals("7bit", empty.encoding());
        MessageStructure latin1 = MessageStructure.newBuilder()
                .setRoot(BodyPart.newBuilder()
                        .setEnvelope(
                                Envelope.newBuilder().setSubject(ByteString.copyFrom(new byte[] {'c', (byte) 0xE9}))))
                .build();
        assertEquals(
                Optional.of("c\u00e9"),
                MessageStructures.fromProto(latin1).envelope().orElseThrow().subject());
    }
}
