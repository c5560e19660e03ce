package dev.postrider.mailauth.results;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.postrider.mail.header.HeaderBlock;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ForgedResultsTest {
    private static final ForgedResults FORGED = new ForgedResults(Set.of("MX.Example.org", "b\u00fccher.example"));

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Authentication-Results: mx.example.org; dkim=pass",
                "authentication-RESULTS : mx.example.org; dkim=pass",
                "Authentication-Results:MX.EXAMPLE.ORG;dkim=pass",
                "Authentication-Results: mx.example.org 1; dkim=pass",
                "Authentication-Results:\r\n mx.example.org\r\n 1\r\n ; dkim=pass",
                "Authentication-Results: (a (nested \\) one)) mx.example.org (x) 1 (y); none",
                "Authentication-Results: \"mx.example.org\"; dkim=pass",
                "Authentication-Results: \"mx\\.example.org\" ; dkim=pass",
                "Authentication-Results: mx.example.org.; dkim=pass",
                "Authentication-Results: mx.example.org",
                "Authentication-Results: xn--bcher-kva.example; dkim=pass",
                "Authentication-Results: b\u00fccher.example; dkim=pass",
                // No sentence of the grammar, but somebody might read it.
                "Authentication-Results: mx.example.org/1; dkim=pass",
                "Authentication-Results: mx.example.org dkim=pass",
                "Authentication-Results: ; mx.example.org; dkim=pass",
                "Authentication-Results: (open mx.example.org; dkim=pass",
                "Authentication-Results: \"mx.exa\\mple.org; dkim=pass",
                "Authentication-Results: mx.example\r\n .org; dkim=pass"
            })
    void whatClaimsToBeOursGoes(String field) {
        assertTrue(goes(field), field);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Authentication-Results: other.example.org; dkim=pass",
                "Authentication-Results: sub.mx.example.org; dkim=pass",
                "Authentication-Results: mx.example.org.evil.example; dkim=pass",
                "Authentication-Results: (mx.example.org) other.example; dkim=pass (mx.example.org)",
                "Authentication-Results: other.example; dkim=pass header.d=mx.example.org",
                "Authentication-Results: ;;;",
                "Authentication-Results:",
                "Authentication-Results: (((((((",
                "ARC-Authentication-Results: i=1; mx.example.org; dkim=pass",
                "X-Authentication-Results: mx.example.org; dkim=pass",
                "Subject: Authentication-Results: mx.example.org; dkim=pass"
            })
    void whatOthersSayStays(String field) {
        assertFalse(goes(field), field);
    }

    @Test
    void whatIsLeftIsTheMessageWithoutTheFields() {
        String forged = "Authentication-Results: mx.example.org;\r\n\tdkim=pass\r\n";
        String message =
                forged + "From: a@b\r\n" + forged + "Authentication-Results: c; none\r\n" + forged + "\r\nbody";
        byte[] octets = ("prefix" + message).getBytes(StandardCharsets.ISO_8859_1);
        StringBuilder left = new StringBuilder();
        int at = 0;
        for (OctetRange range : FORGED.in(HeaderBlock.parse(octets, 6, octets.length - 6))) {
            left.append(new String(octets, at, range.from() - at, StandardCharsets.ISO_8859_1));
            at = range.to();
        }
        left.append(new String(octets, at, octets.length - at, StandardCharsets.ISO_8859_1));
        assertEquals("prefixFrom: a@b\r\nAuthentication-Results: c; none\r\n\r\nbody", left.toString());
    }

    @Test
    void ourOwnFieldIsRecognised() {
        String field = AuthenticationResults.field("mx.example.org", List.of(), false);
        assertTrue(goes(field));
        String quoted = AuthenticationResults.field("strange id", List.of(), false);
        assertEquals(
                1,
                new ForgedResults(Set.of("strange id"))
                        .in(HeaderBlock.parse(quoted.getBytes(StandardCharsets.US_ASCII)))
                        .size());
    }

    private static boolean goes(String field) {
        byte[] octets = ("From: a@b\r\n" + field + "\r\nTo: c@d\r\n\r\n").getBytes(StandardCharsets.UTF_8);
        List<OctetRange> ranges = FORGED.in(HeaderBlock.parse(octets));
        return ranges.size() == 1;
    }
}
