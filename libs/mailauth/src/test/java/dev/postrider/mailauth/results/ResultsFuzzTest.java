package dev.postrider.mailauth.results;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.postrider.mail.header.HeaderBlock;
import dev.postrider.mailauth.results.MethodResult.Property;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Recognising never throws and never cuts beside a field; writing never makes a second field. */
final class ResultsFuzzTest {
    private static final ForgedResults FORGED = new ForgedResults(Set.of("mx.example.org"));

    /** The octets are a header. */
    @FuzzTest(maxDuration = "1m")
    void recognition(byte[] octets) {
        int at = 0;
        for (OctetRange range : FORGED.in(HeaderBlock.parse(octets))) {
            assertTrue(at <= range.from() && range.from() < range.to() && range.to() <= octets.length);
            at = range.to();
        }
    }

    /** The octets are a comment and a value. */
    @FuzzTest(maxDuration = "1m")
    void writing(byte[] octets) {
        String hostile = new String(octets, StandardCharsets.UTF_8);
        MethodResult result = new MethodResult(
                "spf", "fail", Optional.of(hostile), List.of(new Property("smtp", "mailfrom", hostile)));
        for (boolean utf8 : new boolean[] {false, true}) {
            String field = AuthenticationResults.field("mx.example.org", List.of(result, result), utf8);
            HeaderBlock block = HeaderBlock.parse(field.getBytes(StandardCharsets.UTF_8));
            assertEquals(1, block.fields().size());
            assertEquals(1, FORGED.in(block).size());
            assertTrue(field.lines().allMatch(line -> line.length() < 998));
        }
    }
}
