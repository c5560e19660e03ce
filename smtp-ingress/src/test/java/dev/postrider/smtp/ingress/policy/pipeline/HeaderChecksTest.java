package dev.postrider.smtp.ingress.policy.pipeline;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.postrider.mail.header.HeaderBlock;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class HeaderChecksTest {
    private static final String GOOD = "Date: x\r\nFrom: a@b\r\nMessage-ID: <a@b>\r\n";

    private static List<Outcome> outcomes(String header, boolean smtputf8) {
        HeaderBlock block = HeaderBlock.parse((header + "\r\nbody\u0000\u00ff").getBytes(StandardCharsets.UTF_8));
        return HeaderChecks.check(block, smtputf8).stream()
                .map(Finding::outcome)
                .toList();
    }

    @Test
    void aGoodHeaderPasses() {
        assertEquals(List.of(Outcome.PASS), outcomes(GOOD, false));
        assertEquals(
                List.of(Outcome.PASS),
                outcomes(GOOD + "Received: a\r\nReceived: b\r\n c: d\r\nX: y\r\nX: z\r\n", false));
    }

    @Test
    void eachFaultIsFound() {
        assertEquals(
                List.of(Outcome.MISSING_FROM, Outcome.MISSING_DATE, Outcome.MISSING_MESSAGE_ID), outcomes("", false));
        assertEquals(List.of(Outcome.SEVERAL_FROM), outcomes(GOOD + "FROM: c@d\r\n", false));
        assertEquals(List.of(Outcome.DUPLICATE_FIELD), outcomes(GOOD + "Subject: a\r\nsubject : b\r\n", false));
        assertEquals(List.of(Outcome.EIGHT_BIT), outcomes(GOOD + "Subject: \u00fc\r\n", false));
        assertEquals(List.of(Outcome.PASS), outcomes(GOOD + "Subject: \u00fc\r\n", true));
        assertEquals(List.of(Outcome.MALFORMED_LINE), outcomes(GOOD + "no colon\r\n", false));
        assertEquals(List.of(Outcome.MALFORMED_LINE), outcomes(GOOD + "two words: x\r\n", false));
        String line = "X: " + "x".repeat(995) + "\r\n";
        assertEquals(List.of(Outcome.PASS), outcomes(GOOD + line, false));
        assertEquals(List.of(Outcome.LONG_LINE), outcomes(GOOD + "x" + line, false));
    }

    @Test
    void whatAFilterAddsIsOneField() {
        assertEquals(Optional.of("X: a\r\n\tb: c\r\n"), FilterField.of("X", "a\r\n\r\n b: c\n", false));
        assertEquals(Optional.of("X: a??\r\n"), FilterField.of("X", "a\u0000\u00fc", false));
        assertEquals(Optional.of("X: \u00fc\r\n"), FilterField.of("X", "\u00fc", true));
        assertEquals(Optional.empty(), FilterField.of("X: y\r\nZ", "a", false));
        assertEquals(Optional.empty(), FilterField.of("", "a", false));
        assertEquals(Optional.of("Subject: a b\r\n"), FilterField.subject("a\r\nb"));
        assertEquals(Optional.of("Subject: =?UTF-8?B?w7w=?=\r\n"), FilterField.subject("\u00fc"));
    }
}
