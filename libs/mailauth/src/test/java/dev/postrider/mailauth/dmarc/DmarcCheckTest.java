package dev.postrider.mailauth.dmarc;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.postrider.mailauth.dns.DomainName;
import dev.postrider.mailauth.dns.ZoneDns;
import dev.postrider.mailauth.spf.SpfResult;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** RFC 9989 s4.10 and s5.3, with the examples that stand there. */
final class DmarcCheckTest {
    private final ZoneDns dns = new ZoneDns();

    private void record(String domain, String tags) {
        dns.with("_dmarc." + domain, "TXT", "v=DMARC1; " + tags);
    }

    private DmarcVerdict check(
            String author, SpfResult spf, String spfDomain, List<String> passed, List<String> undecided) {
        return new DmarcCheck(dns)
                .check(new DmarcRequest(
                        new AuthorDomain.Found(new DomainName(author)), spf, spfDomain, passed, undecided));
    }

    private DmarcVerdict check(AuthorDomain author, String spfPassed) {
        return new DmarcCheck(dns).check(new DmarcRequest(author, SpfResult.PASS, spfPassed, List.of(), List.of()));
    }

    private DmarcVerdict spf(String author, String spfDomain) {
        return check(author, SpfResult.PASS, spfDomain, List.of(), List.of());
    }

    private DmarcVerdict dkim(String author, String... domains) {
        return check(author, SpfResult.NONE, "", List.of(domains), List.of());
    }

    private DmarcVerdict unauthenticated(String author) {
        return check(author, SpfResult.FAIL, "elsewhere.example", List.of(), List.of());
    }

    @Test
    void relaxedAlignmentComparesOrganizations() {
        record("example.com", "p=reject");
        assertTrue(spf("news.example.com", "foo.example.com").spfAligned());
        assertTrue(dkim("news.example.com", "example.net", "example.com").dkimAligned());
        DmarcVerdict stranger = spf("news.example.com", "foo.example.net");
        assertAll(
                () -> assertEquals(DmarcResult.FAIL, stranger.result()),
                () -> assertEquals(DmarcReason.NOT_ALIGNED, stranger.reason()),
                () -> assertEquals(DmarcPolicy.REJECT, stranger.disposition()),
                () -> assertFalse(stranger.spfAligned()));
    }

    @Test
    void strictAlignmentComparesNames() {
        record("example.com", "p=reject; adkim=s; aspf=s");
        assertEquals(DmarcResult.FAIL, spf("example.com", "foo.example.com").result());
        assertEquals(DmarcResult.FAIL, dkim("example.com", "foo.example.com").result());
        assertEquals(DmarcResult.PASS, spf("example.com", "EXAMPLE.com").result());
        assertEquals(DmarcResult.PASS, dkim("example.com", "example.com.").result());
    }

    @Test
    void spfCountsOnlyIfItPassed() {
        record("example.com", "p=quarantine");
        for (SpfResult result :
                Set.of(SpfResult.NONE, SpfResult.NEUTRAL, SpfResult.FAIL, SpfResult.SOFTFAIL, SpfResult.PERMERROR)) {
            DmarcVerdict verdict = check("example.com", result, "example.com", List.of(), List.of());
            assertEquals(DmarcResult.FAIL, verdict.result(), result::text);
        }
    }

    /** The example of s4.10: a name of many labels costs eight questions. */
    @Test
    void aWalkAsksEightTimesAtMost() {
        unauthenticated("a.b.c.d.e.f.g.h.i.j.mail.example.com");
        assertEquals(
                List.of(
                        "TXT _dmarc.a.b.c.d.e.f.g.h.i.j.mail.example.com",
                        "TXT _dmarc.g.h.i.j.mail.example.com",
                        "TXT _dmarc.h.i.j.mail.example.com",
                        "TXT _dmarc.i.j.mail.example.com",
                        "TXT _dmarc.j.mail.example.com",
                        "TXT _dmarc.mail.example.com",
                        "TXT _dmarc.example.com",
                        "TXT _dmarc.com"),
                dns.questions());
    }

    @Test
    void eightLabelsAreWalkedOneByOne() {
        unauthenticated("a.b.c.d.e.f.example.com");
        assertEquals(8, dns.questions().size());
        assertEquals("TXT _dmarc.b.c.d.e.f.example.com", dns.questions().get(1));
    }

    /** s4.10.2: of records above each other the one with the fewest labels is the organization's. */
    @Test
    void theHighestRecordIsTheOrganizations() {
        record("mail.example.com", "p=none");
        record("example.com", "p=reject; sp=quarantine");
        DmarcVerdict verdict = unauthenticated("a.mail.example.com");
        assertAll(
                () -> assertEquals(Optional.of("example.com"), verdict.organizationalDomain()),
                () -> assertEquals(Optional.of("example.com"), verdict.policyDomain()),
                () -> assertEquals(Optional.of(PolicySource.SUBDOMAIN), verdict.policySource()),
                () -> assertEquals(DmarcPolicy.QUARANTINE, verdict.disposition()));
    }

    /** s4.10.2: {@code psd=n} makes a domain an organization's below another. */
    @Test
    void aDomainMayDeclareItselfAnOrganization() {
        record("mail.example.com", "p=quarantine; psd=n");
        record("example.com", "p=reject");
        DmarcVerdict verdict = spf("a.mail.example.com", "example.com");
        assertAll(
                () -> assertEquals(Optional.of("mail.example.com"), verdict.organizationalDomain()),
                () -> assertEquals(DmarcResult.FAIL, verdict.result()),
                () -> assertEquals(DmarcPolicy.QUARANTINE, verdict.disposition()));
        assertEquals(
                DmarcResult.PASS,
                spf("a.mail.example.com", "b.mail.example.com").result());
        assertEquals(DmarcResult.FAIL, spf("example.com", "a.mail.example.com").result());
    }

    /** s4.10.2: below {@code psd=y} each name is an organization's. */
    @Test
    void aPublicSuffixHasOrganizationsBelowIt() {
        record("com", "p=none; sp=reject; psd=y");
        DmarcVerdict verdict = spf("a.mail.example.com", "other.com");
        assertAll(
                () -> assertEquals(Optional.of("example.com"), verdict.organizationalDomain()),
                () -> assertEquals(Optional.of("com"), verdict.policyDomain()),
                () -> assertEquals(DmarcPolicy.REJECT, verdict.disposition()),
                () -> assertEquals(DmarcResult.FAIL, verdict.result()));
        assertEquals(
                DmarcResult.PASS, spf("a.mail.example.com", "b.example.com").result());
        assertEquals(DmarcResult.FAIL, dkim("a.mail.example.com", "com").result());
    }

    @Test
    void theRecordOfAnOrganizationGoesBeforeThatOfItsSuffix() {
        record("com", "p=reject; psd=y");
        record("example.com", "p=quarantine");
        DmarcVerdict verdict = unauthenticated("mail.example.com");
        assertEquals(Optional.of("example.com"), verdict.policyDomain());
        assertEquals(DmarcPolicy.QUARANTINE, verdict.disposition());
    }

    @Test
    void aPublicSuffixMayItselfSendMail() {
        record("gov.example", "p=reject; psd=y");
        DmarcVerdict verdict = spf("gov.example", "gov.example");
        assertEquals(DmarcResult.PASS, verdict.result());
        assertEquals(Optional.of("gov.example"), verdict.organizationalDomain());
        assertEquals(DmarcResult.FAIL, spf("gov.example", "agency.gov.example").result());
    }

    @Test
    void aRecordOfTheAuthorsDomainGoesFirst() {
        record("mail.example.com", "p=none; sp=reject; np=reject");
        record("example.com", "p=reject");
        DmarcVerdict verdict = unauthenticated("mail.example.com");
        assertAll(
                () -> assertEquals(Optional.of("mail.example.com"), verdict.policyDomain()),
                () -> assertEquals(Optional.of("example.com"), verdict.organizationalDomain()),
                () -> assertEquals(Optional.of(PolicySource.DOMAIN), verdict.policySource()),
                () -> assertEquals(DmarcPolicy.NONE, verdict.disposition()));
        assertEquals(
                DmarcResult.PASS, spf("mail.example.com", "other.example.com").result());
    }

    @Test
    void aDomainThatDoesNotExistHasItsOwnPolicy() {
        record("example.com", "p=none; sp=quarantine; np=reject");
        dns.withName("empty.example.com").with("host.example.com", "A", "192.0.2.1");
        DmarcVerdict made = unauthenticated("made-up.example.com");
        assertEquals(Optional.of(PolicySource.NON_EXISTENT_SUBDOMAIN), made.policySource());
        assertEquals(DmarcPolicy.REJECT, made.disposition());
        for (String existing : List.of("empty.example.com", "host.example.com")) {
            DmarcVerdict verdict = unauthenticated(existing);
            assertEquals(Optional.of(PolicySource.SUBDOMAIN), verdict.policySource(), existing);
            assertEquals(DmarcPolicy.QUARANTINE, verdict.disposition(), existing);
        }
        dns.failing("unknown.example.com");
        assertEquals(
                DmarcResult.TEMPERROR, unauthenticated("unknown.example.com").result());
    }

    @Test
    void whatIsMissingIsTakenFromTheNextPolicy() {
        record("sp.example", "p=none; sp=reject");
        record("p.example", "p=quarantine");
        assertEquals(DmarcPolicy.REJECT, unauthenticated("made-up.sp.example").disposition());
        assertEquals(
                DmarcPolicy.QUARANTINE, unauthenticated("made-up.p.example").disposition());
    }

    @Test
    void aDomainInTestIsTreatedOneLevelBelow() {
        record("reject.example", "p=reject; t=y");
        record("quarantine.example", "p=quarantine; t=y");
        record("none.example", "p=none; t=y");
        assertEquals(DmarcPolicy.QUARANTINE, unauthenticated("reject.example").disposition());
        assertEquals(DmarcPolicy.NONE, unauthenticated("quarantine.example").disposition());
        assertEquals(DmarcPolicy.NONE, unauthenticated("none.example").disposition());
        DmarcVerdict verdict = unauthenticated("reject.example");
        assertEquals(Optional.of(DmarcPolicy.REJECT), verdict.policy());
        assertTrue(verdict.testing());
    }

    @Test
    void severalRecordsAtANameAreNone() {
        record("example.com", "p=reject");
        record("example.com", "p=none");
        assertEquals(DmarcReason.NO_RECORD, unauthenticated("example.com").reason());
        dns.with("_dmarc.example.net", "TXT", "something else").with("_dmarc.example.net", "TXT", "v=DMARC1; p=reject");
        assertEquals(DmarcPolicy.REJECT, unauthenticated("example.net").disposition());
    }

    /** s4.10.1. */
    @Test
    void aRecordWithoutValidPolicyNeedsAnAddressForReports() {
        record("silent.example", "p=block");
        DmarcVerdict silent = unauthenticated("silent.example");
        assertEquals(DmarcResult.PERMERROR, silent.result());
        assertEquals(DmarcPolicy.NONE, silent.disposition());
        record("reporting.example", "p=reject; sp=block; rua=mailto:a@reporting.example");
        DmarcVerdict reporting = unauthenticated("reporting.example");
        assertEquals(DmarcResult.FAIL, reporting.result());
        assertEquals(DmarcPolicy.NONE, reporting.disposition());
    }

    @Test
    void withoutARecordDmarcDoesNotApply() {
        DmarcVerdict verdict = spf("example.com", "example.com");
        assertEquals(DmarcResult.NONE, verdict.result());
        assertEquals(DmarcReason.NO_RECORD, verdict.reason());
        assertEquals("example.com", verdict.authorDomain());
    }

    @Test
    void withoutAnAuthorDomainDmarcDoesNotApply() {
        DmarcVerdict absent = check(new AuthorDomain.Absent(), "a.example");
        assertEquals(DmarcReason.NO_AUTHOR_DOMAIN, absent.reason());
        assertEquals(DmarcResult.NONE, absent.result());
        assertEquals(List.of(), dns.questions());
    }

    /** RFC 9989 s10.5: a second author gets nobody around a policy. */
    @Test
    void ofSeveralAuthorsTheStrictestFailureCounts() {
        record("a.example", "p=quarantine");
        record("b.example", "p=reject");
        record("c.example", "p=none");
        AuthorDomain all = new AuthorDomain.Several(Set.of("a.example", "b.example", "c.example", "d.example"));
        DmarcVerdict verdict = check(all, "a.example");
        assertEquals(DmarcResult.FAIL, verdict.result());
        assertEquals("b.example", verdict.authorDomain());
        assertEquals(DmarcPolicy.REJECT, verdict.disposition());
        assertEquals(DmarcPolicy.QUARANTINE, check(all, "b.example").disposition());

        DmarcVerdict harmless = check(new AuthorDomain.Several(Set.of("a.example", "d.example")), "a.example");
        assertEquals(DmarcResult.NONE, harmless.result());
        assertEquals(DmarcReason.SEVERAL_AUTHOR_DOMAINS, harmless.reason());
        dns.failing("_dmarc.e.example");
        assertEquals(
                DmarcResult.TEMPERROR,
                check(new AuthorDomain.Several(Set.of("d.example", "e.example")), "d.example")
                        .result());
    }

    @Test
    void aDnsFailureLeavesThePolicyAside() {
        dns.failing("_dmarc.a.example").failing("_dmarc.b.example");
        assertEquals(DmarcResult.TEMPERROR, unauthenticated("a.example").result());
        assertEquals(DmarcResult.TEMPERROR, unauthenticated("mail.b.example").result());
        assertEquals(DmarcPolicy.NONE, unauthenticated("a.example").disposition());
    }

    @Test
    void oneAlignedIdentifierIsEnoughThoughAnotherCannotBeAsked() {
        record("example.com", "p=reject");
        dns.failing("_dmarc.odd.example.com");
        DmarcVerdict two = dkim("example.com", "odd.example.com", "fine.example.com");
        assertEquals(DmarcResult.PASS, two.result());
        assertEquals(
                DmarcResult.TEMPERROR, dkim("example.com", "odd.example.com").result());
    }

    /** Else whoever lets his own DNS fail could keep a stranger's policy from being applied. */
    @Test
    void onlyAnIdentifierThatWouldBeAlignedLeavesItUndecided() {
        record("example.com", "p=reject");
        DmarcVerdict spf = check("example.com", SpfResult.TEMPERROR, "bounces.example.com", List.of(), List.of());
        assertEquals(DmarcReason.UNDECIDED_IDENTIFIER, spf.reason());
        assertEquals(DmarcResult.TEMPERROR, spf.result());
        DmarcVerdict dkim = check("example.com", SpfResult.NONE, "", List.of(), List.of("example.com"));
        assertEquals(DmarcReason.UNDECIDED_IDENTIFIER, dkim.reason());
        DmarcVerdict evil =
                check("example.com", SpfResult.TEMPERROR, "evil.example", List.of(), List.of("evil.example"));
        assertEquals(DmarcResult.FAIL, evil.result());
        assertEquals(DmarcPolicy.REJECT, evil.disposition());
    }

    @Test
    void strangersCostNoQuestions() {
        record("example.com", "p=reject");
        dkim("example.com", "a.example.net", "b.example.net", "c.example.net");
        assertEquals(List.of("TXT _dmarc.example.com", "TXT _dmarc.com"), dns.questions());
    }
}
