package dev.postrider.mailauth.dmarc;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** No text makes the parser throw, and what it gives is within bounds. */
final class DmarcRecordFuzzTest {
    @FuzzTest(maxDuration = "1m")
    void record(byte[] octets) {
        Optional<DmarcRecord> record = DmarcRecord.parse(new String(octets, StandardCharsets.ISO_8859_1));
        record.ifPresent(read -> {
            assertTrue(read.aggregateReports().size() <= 20
                    && read.failureReports().size() <= 20);
            assertTrue(!read.failureOptions().isEmpty());
            assertTrue(!read.policiesValid() || read.policy().isPresent());
            assertTrue(read.aggregateReports().stream()
                    .allMatch(uri -> uri.chars().allMatch(c -> c > ' ' && c <= '~' && c != ',' && c != '!')));
        });
    }
}
