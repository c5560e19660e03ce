package dev.postrider.mailbox.search;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.postrider.contracts.HeaderKey;
import dev.postrider.contracts.SearchKey;
import dev.postrider.contracts.SearchKeys;
import dev.postrider.mail.mime.MimeParser;
import dev.postrider.mail.mime.MimePart;
import dev.postrider.mailbox.port.RefusedException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class MessageScanTest {
    private static final String MESSAGE = "Subject: Outer\r\nX-Tag: first\r\nX-Tag: second\r\nMIME-Version: 1.0\r\n"
            + "Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: text/plain; charset=utf-8\r\n"
            + "Content-Transfer-Encoding: quoted-printable\r\n\r\nK=C3=A4se and a soft=\r\n break " + "x".repeat(40_000)
            + " needle at the far end\r\n--b\r\nContent-Type: application/octet-stream\r\n\r\nhidden\r\n--b\r\n"
            + "Content-Type: message/rfc822\r\n\r\nSubject: Inner\r\n\r\ninner text\r\n--b--\r\n";

    private static final Map<Integer, Needle> NEEDLES = Map.of(
            0, new Needle.Body("käse"),
            1, new Needle.Body("soft break"),
            2, new Needle.Body("needle at the far end"),
            3, new Needle.Body("outer"),
            4, new Needle.Text("outer"),
            5, new Needle.Body("inner"),
            6, new Needle.Body("hidden"),
            7, new Needle.Header("x-tag", "second"),
            8, new Needle.Header("X-None", ""),
            9, new Needle.Text("x-tag: first"));

    private static final boolean[] EXPECTED = {true, true, true, false, true, true, false, true, false, true};

    @Test
    void findsTheSameHoweverTheOctetsCome() {
        byte[] octets = MESSAGE.getBytes(StandardCharsets.UTF_8);
        MimePart root = MimeParser.parse(octets);
        for (int seed = 0; seed < 30; seed++) {
            Random random = new Random(seed);
            int most = seed == 0 ? octets.length : 1 + random.nextInt(5000);
            MessageScan scan = new MessageScan(root, EXPECTED.length, NEEDLES);
            for (int at = 0; at < octets.length; ) {
                int count = Math.min(1 + random.nextInt(most), octets.length - at);
                scan.accept(octets, at, count);
                at += count;
            }
            assertArrayEquals(EXPECTED, scan.finish(), "seed " + seed);
        }
    }

    @Test
    void readsNoMoreThanItNeeds() {
        MimePart root = MimeParser.parse(MESSAGE.getBytes(StandardCharsets.UTF_8));
        assertEquals(
                root.bodyOffset(),
                new MessageScan(root, 1, Map.of(0, new Needle.Header("x-tag", "second"))).neededOctets());
        assertTrue(new MessageScan(root, 1, Map.of(0, new Needle.Body("x"))).neededOctets() > root.bodyOffset());
    }

    @Test
    void searchesAreBounded() {
        SearchKey.Builder deep = SearchKey.newBuilder().setFlagSet(1);
        for (int i = 0; i < 95; i++) {
            deep = SearchKey.newBuilder().setNot(deep);
        }
        SearchKey tooDeep = deep.build();
        assertThrows(RefusedException.class, () -> SearchCompiler.compile(tooDeep, 1));
        SearchKeys.Builder many = SearchKeys.newBuilder();
        for (int i = 0; i < 2000; i++) {
            many.addKeys(SearchKey.newBuilder().setFlagSet(1));
        }
        SearchKey tooMany = SearchKey.newBuilder().setAnyOf(many).build();
        assertThrows(RefusedException.class, () -> SearchCompiler.compile(tooMany, 1));
        assertThrows(RefusedException.class, () -> SearchCompiler.compile(SearchKey.getDefaultInstance(), 1));
        assertThrows(
                RefusedException.class,
                () -> SearchCompiler.compile(
                        SearchKey.newBuilder().setFlagSet(3).build(), 1));
    }

    /** Texts of a client never become part of the SQL. */
    @Test
    void textsTravelAsParameters() {
        SearchPlan plan = SearchCompiler.compile(
                SearchKey.newBuilder()
                        .setHeader(HeaderKey.newBuilder().setName("Subject").setValue("x' OR '1'='1"))
                        .build(),
                1);
        assertTrue(!plan.condition().contains("1'='1"));
        assertEquals("x' or '1'='1", plan.parameters().getFirst());
    }
}
