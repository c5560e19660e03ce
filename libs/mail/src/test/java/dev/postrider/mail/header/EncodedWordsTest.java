package dev.postrider.mail.header;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EncodedWordsTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            ignoreLeadingAndTrailingWhitespace = true,
            value = {
                // RFC 2047 s8.
                "=?US-ASCII?Q?Keith_Moore?= <moore@cs.utk.edu> | Keith Moore <moore@cs.utk.edu>",
                "=?ISO-8859-1?Q?Keld_J=F8rn_Simonsen?= <keld@dkuug.dk> | Keld J\u00f8rn Simonsen <keld@dkuug.dk>",
                "=?ISO-8859-1?Q?Andr=E9?= Pirard | Andr\u00e9 Pirard",
                "=?ISO-8859-1?B?SWYgeW91IGNhbiByZWFkIHRoaXMgeW8=?= =?ISO-8859-2?B?dSB1bmRlcnN0YW5kIHRoZSBleGFtcGxlLg==?= | If you can read this you understand the example.",
                "=?ISO-8859-8?b?7eXs+SDv4SDp7Oj08A==?= | \u05dd\u05d5\u05dc\u05e9 \u05df\u05d1 \u05d9\u05dc\u05d8\u05e4\u05e0",
                "(=?ISO-8859-1?Q?a?=) | (a)",
                "(=?ISO-8859-1?Q?a?= b) | (a b)",
                "(=?ISO-8859-1?Q?a?=   =?ISO-8859-1?Q?b?=) | (ab)",
                "(=?ISO-8859-1?Q?a_b?=) | (a b)",
                "(=?ISO-8859-1?Q?a?= =?ISO-8859-2?Q?_b?=) | (a b)",
                // RFC 2231 s5.
                "=?US-ASCII*EN?Q?Keith_Moore?= | Keith Moore",
                // A character that is split between words.
                "=?utf-8?Q?caf=C3?= =?UTF-8?Q?=A9?= | caf\u00e9",
                "=?UTF-8?B?4oKs?= | \u20ac",
                "=?UTF-8?B?4oKs | =?UTF-8?B?4oKs",
                "=?UTF-8?X?abc?= | =?UTF-8?X?abc?=",
                "=?utf 8?Q?abc?= | =?utf 8?Q?abc?=",
                "=??Q?abc?= | =??Q?abc?=",
                "=?utf-8?q?a=ZZb=?= | a=ZZb=",
                "=?x-nonsense?Q?abc=E9?= | abc\u00e9",
                "=?gb2312?B?1tDOxA==?= | \u4e2d\u6587",
                "=?iso-2022-jp?B?GyRCRnxLXDhsGyhC?= | \u65e5\u672c\u8a9e",
                "=?windows-1251?Q?=CF=F0=E8=E2=E5=F2?= | \u041f\u0440\u0438\u0432\u0435\u0442",
                "=?utf-8?Q?a b?= | a b",
                "=?utf-8?B?YQ?= | a",
                "=?utf-8?B?Y?= x | x",
                "a =?b?= c | a =?b?= c"
            })
    void decodes(String text, String expected) {
        assertEquals(expected, EncodedWords.decode(text).strip());
    }

    @Test
    void neverThrows() {
        Random random = new Random(3);
        String alphabet = "=?=?=?QqbB_utf-8 \u00e9\ud83dAZ=";
        for (int round = 0; round < 20_000; round++) {
            StringBuilder text = new StringBuilder();
            int length = random.nextInt(40);
            for (int i = 0; i < length; i++) {
                text.append(alphabet.charAt(random.nextInt(alphabet.length())));
            }
            EncodedWords.decode(text.toString());
        }
    }

    @Test
    void manyStartsAreNotQuadratic() {
        assertTimeoutPreemptively(
                Duration.ofSeconds(5),
                () -> EncodedWords.decode("=?a?q?".repeat(200_000)).length());
        assertTimeoutPreemptively(
                Duration.ofSeconds(5),
                () -> EncodedWords.decode("=?a?".repeat(200_000) + "?=").length());
    }
}
