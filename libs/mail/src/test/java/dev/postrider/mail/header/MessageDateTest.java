package dev.postrider.mail.header;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.OffsetDateTime;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MessageDateTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Fri, 21 Nov 1997 09:55:06 -0600 | 1997-11-21T09:55:06-06:00",
                "Tue, 1 Jul 2003 10:52:37 +0200 | 2003-07-01T10:52:37+02:00",
                "Thu, 13 Feb 1969 23:32 -0330 | 1969-02-13T23:32:00-03:30",
                "21 Nov 97 09:55:06 GMT | 1997-11-21T09:55:06Z",
                "Fri, 21 Nov 1997 09(comment):   55  :  06 -0600 | 1997-11-21T09:55:06-06:00",
                "Wed, 17 Jul 1996 02:23:25 -0700 (PDT) | 1996-07-17T02:23:25-07:00",
                "17 Jul 1996 02:23:25 PDT | 1996-07-17T02:23:25-07:00",
                "Mon, 24 Dec 2012 23:59:60 +0000 | 2012-12-24T23:59:59Z",
                "Tue Jan  2 10:11:12 2001 | 2001-01-02T10:11:12Z",
                "Mon, 01-Jan-2001 10:11:12 EST | 2001-01-01T10:11:12-05:00",
                "1 Jan 05 00:00 Z | 2005-01-01T00:00:00Z",
                "1 Jan 105 00:00 Z | 2005-01-01T00:00:00Z",
                "01 Jan 2001 00:01-0100 | 2001-01-01T00:01:00-01:00",
                "1 January 2020 | 2020-01-01T00:00:00Z",
                "1 Jan 2020 10:00:00 +9900 | 2020-01-01T10:00:00Z"
            })
    void reads(String value, String expected) {
        assertEquals(Optional.of(OffsetDateTime.parse(expected)), MessageDate.parse(value));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "yesterday",
                "30 Feb 2020 10:00:00 +0000",
                "1 Jan 2020 25:00 Z",
                "Jan",
                "::",
                "1 2 3",
                "-",
                "--1"
            })
    void refuses(String value) {
        assertEquals(Optional.empty(), MessageDate.parse(value));
    }

    @Test
    void neverThrows() {
        Random random = new Random(5);
        String alphabet = "0129:+-, ()\\JanFebMon\u00e9";
        for (int round = 0; round < 20_000; round++) {
            StringBuilder text = new StringBuilder();
            int length = random.nextInt(30);
            for (int i = 0; i < length; i++) {
                text.append(alphabet.charAt(random.nextInt(alphabet.length())));
            }
            MessageDate.parse(text.toString());
        }
    }
}
