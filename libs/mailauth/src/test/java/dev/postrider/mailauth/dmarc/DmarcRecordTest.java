package dev.postrider.mailauth.dmarc;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.postrider.mailauth.dmarc.DmarcRecord.Alignment;
import dev.postrider.mailauth.dmarc.DmarcRecord.Psd;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** RFC 9989 s4.7 and s4.8. */
final class DmarcRecordTest {
    private static DmarcRecord read(String text) {
        return DmarcRecord.parse(text).orElseThrow();
    }

    @Test
    void theVersionComesFirstAndInThisCase() {
        for (String text :
                List.of("v=DMARC1", "v=DMARC1;", "V=DMARC1; p=none", " v\t=  DMARC1 ;p=none", "v=DMARC1;;p=none;")) {
            assertTrue(DmarcRecord.parse(text).isPresent(), text);
        }
        for (String text : List.of(
                "",
                ";",
                "v",
                "v=",
                "v=DMARC2; p=none",
                "v=dmarc1; p=none",
                "p=none; v=DMARC1",
                "v=DMARC1 p=none",
                "v=DMARC10; p=none",
                "vv=DMARC1",
                "=DMARC1",
                "v=spf1 -all")) {
            assertEquals(Optional.empty(), DmarcRecord.parse(text), text);
        }
    }

    @Test
    void whatIsNotSaidHasItsDefault() {
        DmarcRecord record = read("v=DMARC1; p=reject");
        assertAll(
                () -> assertEquals(Optional.of(DmarcPolicy.REJECT), record.policy()),
                () -> assertEquals(Optional.empty(), record.subdomainPolicy()),
                () -> assertEquals(Optional.empty(), record.nonExistentPolicy()),
                () -> assertEquals(Alignment.RELAXED, record.dkimAlignment()),
                () -> assertEquals(Alignment.RELAXED, record.spfAlignment()),
                () -> assertFalse(record.testing()),
                () -> assertEquals(Psd.UNSPECIFIED, record.psd()),
                () -> assertEquals(List.of(), record.aggregateReports()),
                () -> assertEquals(List.of(), record.failureReports()),
                () -> assertEquals(List.of("0"), record.failureOptions()));
    }

    @Test
    void everyTagIsReadInAnyOrderAndCase() {
        DmarcRecord record = read(
                "v=DMARC1 ; NP = Reject;t=Y; psd=n;fo=1:d ; aspf=S;adkim=s ;sp=quarantine; "
                        + "rua=mailto:a@example.org , https://example.org/r?x=1;ruf=mailto:f@example.org!10m; p=none; unknown=x");
        assertAll(
                () -> assertEquals(Optional.of(DmarcPolicy.NONE), record.policy()),
                () -> assertEquals(Optional.of(DmarcPolicy.QUARANTINE), record.subdomainPolicy()),
                () -> assertEquals(Optional.of(DmarcPolicy.REJECT), record.nonExistentPolicy()),
                () -> assertTrue(record.policiesValid()),
                () -> assertTrue(record.testing()),
                () -> assertEquals(Psd.NO, record.psd()),
                () -> assertEquals(List.of("1", "d"), record.failureOptions()),
                () -> assertEquals(Alignment.STRICT, record.dkimAlignment()),
                () -> assertEquals(Alignment.STRICT, record.spfAlignment()),
                () -> assertEquals(
                        List.of("mailto:a@example.org", "https://example.org/r?x=1"), record.aggregateReports()),
                () -> assertEquals(List.of("mailto:f@example.org"), record.failureReports()));
    }

    @Test
    void mistakesLeaveDefaults() {
        DmarcRecord record =
                read("v=DMARC1; p=reject; adkim=x; aspf=; t=maybe; psd=q; fo=9; rua=nobody, mailto:; =; ; x");
        assertAll(
                () -> assertTrue(record.policiesValid()),
                () -> assertEquals(Alignment.RELAXED, record.dkimAlignment()),
                () -> assertEquals(Alignment.RELAXED, record.spfAlignment()),
                () -> assertFalse(record.testing()),
                () -> assertEquals(Psd.UNSPECIFIED, record.psd()),
                () -> assertEquals(List.of("0"), record.failureOptions()),
                () -> assertEquals(List.of(), record.aggregateReports()));
    }

    @Test
    void mistakesInPoliciesAreTold() {
        for (String tags : List.of("", "p=", "p=block", "p=reject; sp=block", "p=reject; np=", "sp=reject")) {
            assertFalse(read("v=DMARC1; " + tags).policiesValid(), tags);
        }
    }

    @Test
    void whatRfc7489SaidAndRfc9989DoesNotIsIgnored() {
        assertEquals(read("v=DMARC1; p=reject"), read("v=DMARC1; p=reject; pct=0; rf=afrf; ri=86400"));
    }

    @Test
    void longListsAreCut() {
        DmarcRecord record = read("v=DMARC1; p=none; rua=" + "mailto:a@example.org,".repeat(1000));
        assertEquals(20, record.aggregateReports().size());
        assertTrue(DmarcRecord.parse("v=DMARC1; " + "x=y;".repeat(10_000)).isPresent());
    }
}
