package dev.postrider.mailauth.spf;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.postrider.mailauth.dns.ZoneDns;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.time.Instant;

/** No record and no sender makes a check throw, ask without end, or say what a terminal or a header must not hold. */
final class SpfFuzzTest {
    private static final int MAX_QUESTIONS = 130;

    /** The octets are the record of the sender's domain, which everything it names shares. */
    @FuzzTest(maxDuration = "1m")
    void record(byte[] octets) {
        check(new String(octets, StandardCharsets.ISO_8859_1), "strong-bad", "192.0.2.3");
    }

    /** The octets are a text with macros, and the local part that they expand. */
    @FuzzTest(maxDuration = "1m")
    void macros(byte[] octets) {
        String text = new String(octets, StandardCharsets.ISO_8859_1);
        check("v=spf1 exists:" + text + " -all exp=" + text, text.replace("@", ""), "2001:db8::1");
    }

    private static void check(String record, String localPart, String client) {
        ZoneDns dns = new ZoneDns()
                .with("example.org", "TXT", record)
                .with("example.net", "TXT", record)
                .with("why.example.org", "TXT", record)
                .with("example.org", "MX", "mx.example.org")
                .with("mx.example.org", "A", "198.51.100.1")
                .with("3.2.0.192.in-addr.arpa", "PTR", "mx.example.org");
        SpfVerdict verdict = new SpfCheck(dns, "receiver.example")
                .mailFrom(InetAddress.ofLiteral(client), localPart + "@example.org", "helo.example.net", Instant.EPOCH);
        assertTrue(
                dns.questions().size() <= MAX_QUESTIONS, () -> dns.questions().size() + " questions");
        assertPrintable(verdict.detail());
        verdict.mechanism().ifPresent(SpfFuzzTest::assertPrintable);
        verdict.explanation().ifPresent(SpfFuzzTest::assertPrintable);
        if (verdict.result() != SpfResult.FAIL) {
            assertFalse(verdict.explanation().isPresent());
        }
    }

    private static void assertPrintable(String text) {
        assertTrue(text.chars().allMatch(c -> c >= ' ' && c <= '~') && text.length() <= 500, text);
    }
}
