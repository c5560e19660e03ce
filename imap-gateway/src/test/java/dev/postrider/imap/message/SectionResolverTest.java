package dev.postrider.imap.message;

import static dev.postrider.imap.message.SampleMessage.lines;
import static dev.postrider.imap.message.SampleMessage.octets;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.postrider.imap.message.BodySection.Kind;
import dev.postrider.mail.mime.MimeParser;
import dev.postrider.mail.mime.MimePart;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SectionResolverTest {
    /** Reads what stands between brackets, for these tests only: {@code 1.2.HEADER}, with fields behind a blank. */
    private static BodySection section(String text) {
        List<Integer> path = new ArrayList<>();
        String rest = text;
        while (!rest.isEmpty() && Character.isDigit(rest.charAt(0))) {
            int dot = rest.indexOf('.');
            path.add(Integer.parseInt(dot < 0 ? rest : rest.substring(0, dot)));
            rest = dot < 0 ? "" : rest.substring(dot + 1);
        }
        int blank = rest.indexOf(' ');
        String keyword = blank < 0 ? rest : rest.substring(0, blank);
        List<String> fields =
                blank < 0 ? List.of() : List.of(rest.substring(blank + 1).split(" ", -1));
        Kind kind = Arrays.stream(Kind.values())
                .filter(candidate -> candidate.keyword().equals(keyword))
                .findFirst()
                .orElseThrow();
        return new BodySection(path, kind, fields);
    }

    private static String fetch(byte[] message, String section) {
        return switch (SectionResolver.resolve(MimeParser.parse(message), section(section))) {
            case ResolvedSection.Range range -> text(message, range.offset(), range.length());
            case ResolvedSection.FilteredHeader header ->
                new String(
                        header.filter(octets(text(message, header.offset(), header.length()))),
                        StandardCharsets.ISO_8859_1);
            case ResolvedSection.Missing missing -> "NIL";
        };
    }

    private static String text(byte[] message, long offset, long length) {
        return new String(message, (int) offset, (int) length, StandardCharsets.ISO_8859_1);
    }

    private static String fetch(String section) {
        return fetch(SampleMessage.OCTETS, section);
    }

    @ParameterizedTest
    @CsvSource({
        "1, part 1",
        "2, part 2",
        "3.1, part 3.1",
        "3.2, part 3.2",
        "4.1, part 4.1",
        "4.2.1, part 4.2.1",
        "4.2.2.1, part 4.2.2.1",
        "4.2.2.2, part 4.2.2.2"
    })
    void partsOfTheExampleInRfc3501(String section, String expected) {
        assertEquals(expected, fetch(section));
    }

    @Test
    void textsOfTheExampleInRfc3501() {
        assertEquals(text(SampleMessage.OCTETS, 0, SampleMessage.OCTETS.length), fetch(""));
        assertEquals("Subject: top\r\nContent-Type: multipart/mixed; boundary=t\r\n\r\n", fetch("HEADER"));
        assertEquals(fetch(""), fetch("HEADER") + fetch("TEXT"));
        assertEquals("Content-Type: text/plain\r\n\r\n", fetch("1.MIME"));
        assertEquals("Content-Type: message/rfc822\r\n\r\n", fetch("3.MIME"));
        assertEquals(
                "Subject: three\r\nFrom: a@b.test\r\nContent-Type: multipart/mixed; boundary=three\r\n\r\n",
                fetch("3.HEADER"));
        assertEquals(fetch("3"), fetch("3.HEADER") + fetch("3.TEXT"));
        assertEquals("From: a@b.test\r\n\r\n", fetch("3.HEADER.FIELDS from nothing"));
        assertEquals("Subject: three\r\nFrom: a@b.test\r\n\r\n", fetch("3.HEADER.FIELDS.NOT CONTENT-TYPE"));
        assertEquals("Content-Type: text/plain\r\n\r\n", fetch("3.1.MIME"));
        assertEquals("Content-Type: multipart/mixed; boundary=four\r\n\r\n", fetch("4.MIME"));
        assertTrue(fetch("4").startsWith("--four\r\n"));
        assertTrue(fetch("4").endsWith("--four--"));
        assertEquals("Content-Type: message/rfc822\r\n\r\n", fetch("4.2.MIME"));
        assertTrue(fetch("4.2.HEADER").startsWith("Subject: four two\r\n"));
        assertTrue(fetch("4.2.TEXT").startsWith("--fourtwo\r\n"));
        assertEquals("Content-Type: multipart/alternative; boundary=fourtwotwo\r\n\r\n", fetch("4.2.2.MIME"));
        assertEquals("Content-Type: text/richtext\r\n\r\n", fetch("4.2.2.2.MIME"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0",
                "5",
                "1.1",
                "2.1",
                "3.0",
                "3.3",
                "4.3",
                "4.1.1",
                "1.HEADER",
                "1.TEXT",
                "2.HEADER.FIELDS a",
                "4.HEADER",
                "4.TEXT",
                "MIME",
                "4.2.2.HEADER",
                "2147483647"
            })
    void missing(String section) {
        assertEquals("NIL", fetch(section));
    }

    @Test
    void partNumbersBeyondThirtyOneBitsAreMissing() {
        BodySection section = new BodySection(List.of((int) 4_294_967_295L), Kind.WHOLE, List.of());
        assertEquals(new ResolvedSection.Missing(), SectionResolver.resolve(SampleMessage.ROOT, section));
        ImapStringWriter out = new ImapStringWriter();
        section.write(out);
        assertEquals("4294967295", out.toString());
    }

    @Test
    void aMessageThatIsNoMultipartHasPartOne() {
        byte[] message = lines("Subject: x", "", "body");
        assertEquals("body\r\n", fetch(message, "1"));
        assertEquals("Subject: x\r\n\r\n", fetch(message, "1.MIME"));
        for (String section : List.of("2", "1.1", "1.HEADER", "1.TEXT")) {
            assertEquals("NIL", fetch(message, section), section);
        }
    }

    @Test
    void aMessageThatIsAMessage() {
        byte[] message = lines("Subject: outer", "Content-Type: message/rfc822", "", "Subject: inner", "", "body");
        assertEquals("Subject: inner\r\n\r\nbody\r\n", fetch(message, "1"));
        assertEquals("Subject: inner\r\n\r\n", fetch(message, "1.HEADER"));
        assertEquals("body\r\n", fetch(message, "1.TEXT"));
        assertEquals("body\r\n", fetch(message, "1.1"));
        assertEquals("Subject: inner\r\n\r\n", fetch(message, "1.1.MIME"));
        assertEquals("NIL", fetch(message, "1.1.1"));
        assertEquals("NIL", fetch(message, "1.2"));
    }

    @Test
    void aMultipartWithoutPartsHasAnEmptyOne() {
        byte[] message = lines("Content-Type: multipart/mixed; boundary=b", "", "no boundary");
        assertEquals("", fetch(message, "1"));
        assertEquals("", fetch(message, "1.MIME"));
        assertEquals("NIL", fetch(message, "2"));
    }

    @Test
    void messagesWithoutHeaderOrBody() {
        assertEquals("", fetch(new byte[0], ""));
        assertEquals("", fetch(new byte[0], "HEADER"));
        assertEquals("", fetch(new byte[0], "1"));
        assertEquals("\r\n", fetch(new byte[0], "HEADER.FIELDS x"));
        assertEquals("Subject: x", fetch(octets("Subject: x"), "HEADER"));
        assertEquals("Subject: x\r\n\r\n", fetch(octets("Subject: x"), "HEADER.FIELDS SUBJECT"));
    }

    @Test
    void partials() {
        ResolvedSection.Range section = new ResolvedSection.Range(100, 50);
        assertEquals(new ResolvedSection.Range(100, 10), new Partial(0, 10).of(section));
        assertEquals(new ResolvedSection.Range(140, 10), new Partial(40, 4_294_967_295L).of(section));
        assertEquals(new ResolvedSection.Range(100, 50), new Partial(0, 4_294_967_295L).of(section));
        assertEquals(new ResolvedSection.Range(150, 0), new Partial(50, 1).of(section));
        assertEquals(new ResolvedSection.Range(150, 0), new Partial(4_294_967_295L, 4_294_967_295L).of(section));
        assertEquals(new ResolvedSection.Range(150, 0), new Partial(Long.MAX_VALUE, Long.MAX_VALUE).of(section));
        assertThrows(IllegalArgumentException.class, () -> new Partial(-1, 1));
    }

    @Test
    void sectionsAreEchoed() {
        for (String text : List.of("", "HEADER", "TEXT", "1", "1.2.3", "1.MIME", "4.2.HEADER")) {
            ImapStringWriter out = new ImapStringWriter();
            section(text).write(out);
            assertEquals(text, out.toString());
        }
        ImapStringWriter out = new ImapStringWriter();
        new BodySection(List.of(1), Kind.HEADER_FIELDS_NOT, List.of("From", "a b", "")).write(out);
        assertEquals("1.HEADER.FIELDS.NOT (From \"a b\" \"\")", out.toString());
    }

    /** What the body structure announces can be fetched, with that length. */
    @Test
    void everyPartOfTheStructureCanBeFetched() {
        Random random = new Random(23);
        String[] words = {
            "--a\r\n",
            "--b\r\n",
            "--a--\r\n",
            "\r\n",
            "Content-Type: multipart/mixed; boundary=a\r\n\r\n",
            "Content-Type: multipart/digest; boundary=b\r\n\r\n",
            "Content-Type: message/rfc822\r\n\r\n",
            "Subject: x\r\n\r\n",
            "text\r\n"
        };
        for (int round = 0; round < 5_000; round++) {
            StringBuilder text = new StringBuilder();
            int length = random.nextInt(25);
            for (int i = 0; i < length; i++) {
                text.append(words[random.nextInt(words.length)]);
            }
            MimePart root = MimeParser.parse(octets(text.toString()));
            if (root.isMultipart()) {
                checkChildren(root, root, List.of());
            } else {
                check(root, root, List.of(1));
            }
        }
    }

    private static void checkChildren(MimePart root, MimePart multipart, List<Integer> path) {
        for (int i = 0; i < multipart.children().size(); i++) {
            check(root, multipart.children().get(i), append(path, i + 1));
        }
    }

    private static void check(MimePart root, MimePart part, List<Integer> path) {
        assertEquals(
                new ResolvedSection.Range(part.bodyOffset(), part.bodyLength()),
                SectionResolver.resolve(root, new BodySection(path, Kind.WHOLE, List.of())));
        assertEquals(part, SectionResolver.find(root, path).orElseThrow());
        if (part.isMultipart()) {
            checkChildren(root, part, path);
        } else if (part.isMessage()) {
            MimePart embedded = part.children().getFirst();
            assertEquals(
                    new ResolvedSection.Range(embedded.bodyOffset(), embedded.bodyLength()),
                    SectionResolver.resolve(root, new BodySection(path, Kind.TEXT, List.of())));
            if (embedded.isMultipart()) {
                checkChildren(root, embedded, path);
            } else {
                check(root, embedded, append(path, 1));
            }
        }
    }

    private static List<Integer> append(List<Integer> path, int number) {
        List<Integer> longer = new ArrayList<>(path);
        longer.add(number);
        return longer;
    }
}
