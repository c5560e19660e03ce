package dev.postrider.mailauth.results;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.postrider.mail.header.HeaderBlock;
import dev.postrider.mailauth.arc.ArcReason;
import dev.postrider.mailauth.arc.ArcResult;
import dev.postrider.mailauth.dkim.DkimReason;
import dev.postrider.mailauth.dkim.DkimReport;
import dev.postrider.mailauth.dkim.DkimResult;
import dev.postrider.mailauth.results.MethodResult.Property;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class AuthenticationResultsTest {
    private static final Pattern QUOTED_OR_COMMENT =
            Pattern.compile("\"(?:[^\"\\\\]|\\\\.)*\"|\\((?:[^()\\\\]|\\\\.)*\\)");

    @Test
    void withoutResultsItSaysNone() {
        assertEquals(
                "Authentication-Results: mx.example.org; none\r\n",
                AuthenticationResults.field("mx.example.org", List.of(), false));
    }

    @Test
    void eachMethodHasItsLine() {
        DkimReport dkim = new DkimReport(
                List.of(
                        signature(DkimReason.VERIFIED, "ABCDEFGH", false),
                        signature(DkimReason.BODY_HASH_MISMATCH, "AB/DEF+H", true)),
                0);
        ArcResult arc = new ArcResult(
                ArcReason.SEAL_FAILED,
                OptionalInt.of(2),
                Optional.of(DkimReason.KEY_NOT_FOUND),
                3,
                OptionalInt.empty(),
                List.of());
        List<MethodResult> results = new java.util.ArrayList<>();
        results.add(new MethodResult(
                "spf",
                "pass",
                Optional.empty(),
                List.of(
                        new Property("smtp", "mailfrom", "bob@example.org"),
                        new Property("smtp", "helo", "mail.example.org"))));
        results.addAll(SignatureResults.of(dkim));
        results.add(SignatureResults.of(arc));
        results.add(new MethodResult(
                "iprev", "pass", Optional.empty(), List.of(new Property("policy", "iprev", "2001:db8::1"))));
        assertEquals("""
                Authentication-Results: mx.example.org;
                \tspf=pass smtp.mailfrom=bob@example.org smtp.helo=mail.example.org;
                \tdkim=pass header.d=example.com header.i=@example.com header.s=s1
                \theader.a=rsa-sha256 header.b=ABCDEFGH;
                \tdkim=fail (body hash did not verify, key in test) header.d=example.com
                \theader.i=@example.com header.s=s1 header.a=rsa-sha256 header.b="AB/DEF+H";
                \tarc=fail (seal failed: no key for signature \\(i=2\\));
                \tiprev=pass policy.iprev="2001:db8::1"
                """.replace("\n", "\r\n"), AuthenticationResults.field("mx.example.org", results, false));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a\r\nBcc: eve@example.org",
                "a; dkim=pass header.d=bank.example",
                "a\"; dkim=pass header.d=\"bank.example",
                "a\\\"; dkim=pass",
                "a\\",
                "(",
                ")",
                "a) dkim=pass (",
                "\\) ; dkim=pass (\\",
                "\0\t\u0001\u007f",
                "b\u00fccher@example.org\u2028\u202e\u0085",
                "\ud800",
                "",
                " ",
                "a b",
                "a@b@c",
                "=?utf-8?q?x?="
            })
    void valuesOfOthersCannotLeaveTheirPlace(String hostile) {
        for (boolean utf8 : new boolean[] {false, true}) {
            String field = AuthenticationResults.field(
                    "mx.example.org",
                    List.of(
                            new MethodResult(
                                    "spf",
                                    "fail",
                                    Optional.of(hostile),
                                    List.of(new Property("smtp", "mailfrom", hostile))),
                            new MethodResult("dmarc", "fail", Optional.empty(), List.of())),
                    utf8);
            HeaderBlock block = HeaderBlock.parse(field.getBytes(StandardCharsets.UTF_8));
            assertEquals(1, block.fields().size(), "one field");
            assertTrue(utf8 || field.chars().allMatch(letter -> letter < 0x7f), field);
            String outside =
                    QUOTED_OR_COMMENT.matcher(block.fields().getFirst().value()).replaceAll("");
            assertEquals(2, outside.chars().filter(letter -> letter == ';').count(), field);
            assertFalse(outside.contains("dkim"), field);
        }
    }

    @Test
    void utf8StaysWhereItMay() {
        MethodResult spf = new MethodResult(
                "spf",
                "pass",
                Optional.empty(),
                List.of(new Property("smtp", "mailfrom", "j\u00f6rg@b\u00fccher.example")));
        assertTrue(
                AuthenticationResults.field("mx", List.of(spf), true).contains("=\"j\u00f6rg@b\u00fccher.example\""));
        assertTrue(AuthenticationResults.field("mx", List.of(spf), false).contains("=\"j?rg@b?cher.example\""));
    }

    @Test
    void linesAreShortWhereTheyCanBeAndValuesAreCut() {
        String longValue = "x".repeat(5000);
        MethodResult result = new MethodResult(
                "spf", "none", Optional.of("word ".repeat(500)), List.of(new Property("smtp", "mailfrom", longValue)));
        String field = AuthenticationResults.field("mx", List.of(result, result), false);
        for (String line : field.split("\r\n", -1)) {
            assertTrue(line.length() <= 78 || (line.startsWith("\tsmtp.mailfrom=") && line.length() < 500), line);
        }
    }

    @Test
    void namesComeFromCode() {
        assertThrows(
                IllegalArgumentException.class, () -> new MethodResult("spf pass", "x", Optional.empty(), List.of()));
        assertThrows(IllegalArgumentException.class, () -> new Property("smtp", "a=b", "c"));
    }

    private static DkimResult signature(DkimReason reason, String prefix, boolean testing) {
        return new DkimResult(
                reason,
                Optional.of("example.com"),
                Optional.of("@example.com"),
                Optional.of("s1"),
                Optional.of("rsa-sha256"),
                Optional.of(prefix),
                testing);
    }
}
