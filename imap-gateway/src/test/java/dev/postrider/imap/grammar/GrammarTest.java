package dev.postrider.imap.grammar;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class GrammarTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "~peter/mail/&U,BTFw-/&ZeVnLIqe-; ~peter/mail/台北/日本語",
                "Entw&APw-rfe; Entwürfe",
                "a&-b; a&b",
                "&2D3eAA-; 😀",
                "INBOX; INBOX"
            })
    void modifiedUtf7GoesBothWays(String encoded, String decoded) {
        assertEquals(Optional.of(decoded), ModifiedUtf7.decode(encoded));
        assertEquals(encoded, ModifiedUtf7.encode(decoded));
    }

    /** RFC 3501 s5.1.3. */
    @ParameterizedTest
    @ValueSource(
            strings = {"&", "&Jjo", "&Jjo!", "&U,BTFw-&ZeVnLIqe", "&AGE-", "&2D0-", "é", "&A-", "&U/BTFw-", "a\tb"})
    void whatIsNotModifiedUtf7IsRefused(String text) {
        assertTrue(ModifiedUtf7.decode(text).isEmpty(), text);
    }

    @Test
    void anyTextSurvivesModifiedUtf7() {
        Random random = new Random(1);
        for (int i = 0; i < 2000; i++) {
            StringBuilder text = new StringBuilder();
            for (int j = random.nextInt(20); j > 0; j--) {
                int point = random.nextInt(4) == 0 ? random.nextInt(0x10FFFF) : random.nextInt(0x250);
                text.appendCodePoint(point >= 0xD800 && point < 0xE000 ? '&' : point);
            }
            assertEquals(Optional.of(text.toString()), ModifiedUtf7.decode(ModifiedUtf7.encode(text.toString())));
        }
    }

    @Test
    void inboxIsWrittenInUpperCase() {
        assertEquals("INBOX", new MailboxName("inBox").text());
        assertEquals("INBOX/sub", new MailboxName("inbox/sub").text());
        assertEquals("inboxes", new MailboxName("inboxes").text());
    }

    @ParameterizedTest
    @CsvSource({
        "*, a/b/c, true", "%, a, true", "%, a/b, false", "a/%, a/b, true", "a/%, a/b/c, false", "a*c, a/b/c, true",
        "*b*, a/b/c, true", "%/%, a/b, true", "a, a, true", "a, ab, false", "a%, a, true", "'', a, false",
        "inbox, INBOX, true", "*%*%*, a/b, true", "%%, a/b, false"
    })
    void wildcards(String pattern, String name, boolean matches) {
        assertEquals(matches, ListPattern.parse("", pattern).orElseThrow().matches(name));
    }

    @Test
    void aHostilePatternTakesNoLongTime() {
        ListPattern pattern = ListPattern.parse("", "*a".repeat(400)).orElseThrow();
        assertFalse(pattern.matches("a".repeat(399) + "b".repeat(600)));
    }

    @Test
    void sequenceSetsAreOrderedAndMerged() {
        SequenceSet set = new CommandReader(CommandText.of("5,4:2,*,9:10,11")).sequenceSet();
        assertEquals(
                List.of(new SequenceRange(2, 5), new SequenceRange(9, 11), new SequenceRange(20, 20)), set.resolve(20));
        assertEquals(
                List.of(new SequenceRange(3, 7)),
                new CommandReader(CommandText.of("*:7")).sequenceSet().resolve(3));
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "", "1,", "a", "1:", ":1", "4294967296", "1:0"})
    void whatIsNoSequenceSetIsRefused(String text) {
        assertThrows(SyntaxFault.class, () -> {
            CommandReader in = new CommandReader(CommandText.of(text));
            in.sequenceSet();
            in.end();
        });
    }

    @Test
    void uidSetsAreShort() {
        UidSet set = UidSet.of(List.of(1L, 2L, 3L, 5L, 7L, 8L));
        assertEquals("1:3,5,7:8", set.toString());
        assertTrue(set.contains(2));
        assertFalse(set.contains(6));
        assertFalse(UidSet.EMPTY.contains(1));
    }

    @ParameterizedTest
    @ValueSource(strings = {"17-Jul-1996 02:44:25 -0700", " 1-Jan-2000 00:00:00 +0000", "29-Feb-2024 23:59:59 +0545"})
    void datesGoBothWays(String text) {
        assertEquals("\"" + text + "\"", InternalDate.parse(text).orElseThrow().quoted());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "17-Jul-1996",
                "32-Jul-1996 02:44:25 -0700",
                "17-Jul-1996 25:44:25 -0700",
                "17-Xyz-1996 02:44:25 -0700",
                "17-Jul-1996 02:44:25 -9900",
                "17-Jul-1996 02:44:25 +07:0",
                "29-Feb-2023 00:00:00 +0000"
            })
    void whatIsNoDateIsRefused(String text) {
        assertTrue(InternalDate.parse(text).isEmpty(), text);
    }

    @Test
    void secretsDoNotShow() {
        assertFalse(CommandText.of("a LOGIN bob secret").toString().contains("secret"));
    }
}
