package dev.postrider.mailauth.spf;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.postrider.mailauth.dns.ZoneDns;
import java.net.InetAddress;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What the public suite leaves out: reasons, limits at their edges, what is reported, and RFC 7208's own examples. */
final class SpfCheckTest {
    private static final InetAddress CLIENT = InetAddress.ofLiteral("192.0.2.3");
    private static final Instant NOW = Instant.ofEpochSecond(1_700_000_000);

    private final ZoneDns dns = new ZoneDns();

    private SpfVerdict check(String record) {
        dns.with("example.org", "TXT", record);
        return mailFrom("alice@example.org");
    }

    private SpfVerdict mailFrom(String sender) {
        return new SpfCheck(dns, "mx.example.net").mailFrom(CLIENT, sender, "mail.example.org", NOW);
    }

    private static void assertEnds(SpfResult result, SpfReason reason, SpfVerdict verdict) {
        assertAll(
                () -> assertEquals(result, verdict.result(), verdict::toString),
                () -> assertEquals(reason, verdict.reason(), verdict::toString));
    }

    @Test
    void aMatchNamesItsMechanismWithoutQualifier() {
        SpfVerdict verdict = check("v=spf1 ?ip4:198.51.100.0/24 ~ip4:192.0.2.0/24 -all");
        assertEnds(SpfResult.SOFTFAIL, SpfReason.MECHANISM_MATCHED, verdict);
        assertEquals(Optional.of("ip4:192.0.2.0/24"), verdict.mechanism());
        assertEquals(0, verdict.lookups());
    }

    @Test
    void everyPrefixLengthIsReadBitByBit() {
        for (int prefix = 0; prefix <= 32; prefix++) {
            // 192.0.2.3 and 192.0.2.2 differ in the last bit only.
            ZoneDns zone = new ZoneDns().with("example.org", "TXT", "v=spf1 ip4:192.0.2.2/" + prefix + " -all");
            SpfVerdict verdict = new SpfCheck(zone, "r").mailFrom(CLIENT, "a@example.org", "h", NOW);
            assertEquals(prefix < 32 ? SpfResult.PASS : SpfResult.FAIL, verdict.result(), "/" + prefix);
        }
        for (int prefix = 0; prefix <= 128; prefix++) {
            ZoneDns zone = new ZoneDns().with("example.org", "TXT", "v=spf1 ip6:2001:db8::2/" + prefix + " -all");
            SpfVerdict verdict =
                    new SpfCheck(zone, "r").mailFrom(InetAddress.ofLiteral("2001:db8::3"), "a@example.org", "h", NOW);
            assertEquals(prefix < 128 ? SpfResult.PASS : SpfResult.FAIL, verdict.result(), "/" + prefix);
        }
    }

    @Test
    void anAddressOfTheOtherKindMatchesNothing() {
        dns.with("example.org", "TXT", "v=spf1 ip4:0.0.0.0/0 ?all").with("example.org", "TXT", "not spf");
        SpfVerdict verdict =
                new SpfCheck(dns, "r").mailFrom(InetAddress.ofLiteral("2001:db8::3"), "alice@example.org", "h", NOW);
        assertEnds(SpfResult.NEUTRAL, SpfReason.MECHANISM_MATCHED, verdict);
    }

    @Test
    void tenLookupsAreAllowedAndElevenAreNot() {
        IntStream.rangeClosed(1, 11).forEach(i -> dns.with("a" + i + ".example.org", "A", "198.51.100.1"));
        String ten = String.join(
                " ",
                IntStream.rangeClosed(1, 10)
                        .mapToObj(i -> "a:a" + i + ".example.org")
                        .toList());
        SpfVerdict allowed = check("v=spf1 " + ten + " -all");
        assertEnds(SpfResult.FAIL, SpfReason.MECHANISM_MATCHED, allowed);
        assertEquals(10, allowed.lookups());

        dns.with("over.example.org", "TXT", "v=spf1 " + ten + " a:a11.example.org -all");
        assertEnds(SpfResult.PERMERROR, SpfReason.TOO_MANY_LOOKUPS, mailFrom("a@over.example.org"));
    }

    @Test
    void includesThatGoInCirclesEnd() {
        assertEnds(SpfResult.PERMERROR, SpfReason.TOO_MANY_LOOKUPS, check("v=spf1 include:example.org -all"));
        dns.with("circle.example.org", "TXT", "v=spf1 redirect=circle.example.org");
        assertEnds(SpfResult.PERMERROR, SpfReason.TOO_MANY_LOOKUPS, mailFrom("a@circle.example.org"));
    }

    @Test
    void theValidatedNameCountsAsALookup() {
        dns.with("3.2.0.192.in-addr.arpa", "PTR", "mail.example.org").with("mail.example.org", "A", "192.0.2.3");
        dns.with("mail.example.org.ok.example.org", "A", "127.0.0.2");
        SpfVerdict verdict = check("v=spf1 exists:%{p}.ok.example.org -all");
        assertEquals(SpfResult.PASS, verdict.result());
        assertEquals(2, verdict.lookups());
    }

    @Test
    void twoVoidLookupsAreAllowedAndThreeAreNot() {
        SpfVerdict two = check("v=spf1 a:n1.example.org exists:n2.example.org ip4:192.0.2.3 -all");
        assertEnds(SpfResult.PASS, SpfReason.MECHANISM_MATCHED, two);
        assertEquals(2, two.voidLookups());
        dns.with("three.example.org", "TXT", "v=spf1 a:n1.example.org mx:n2.example.org ptr:n3.example.org -all");
        assertEnds(SpfResult.PERMERROR, SpfReason.TOO_MANY_VOID_LOOKUPS, mailFrom("a@three.example.org"));
    }

    @Test
    void exchangersWithoutAddressesAreOneVoidLookupTogether() {
        IntStream.rangeClosed(1, 5).forEach(i -> dns.with("example.org", "MX", "mx" + i + ".example.org"));
        SpfVerdict verdict = check("v=spf1 mx ip4:192.0.2.3 -all");
        assertEnds(SpfResult.PASS, SpfReason.MECHANISM_MATCHED, verdict);
        assertEquals(1, verdict.voidLookups());
    }

    @Test
    void tenExchangersAreAllowedAndElevenAreNot() {
        IntStream.rangeClosed(1, 10).forEach(i -> dns.with("ten.example.org", "MX", "mx" + i + ".example.org"));
        IntStream.rangeClosed(1, 11).forEach(i -> dns.with("eleven.example.org", "MX", "mx" + i + ".example.org"));
        dns.with("mx10.example.org", "A", "192.0.2.3");
        assertEnds(SpfResult.PASS, SpfReason.MECHANISM_MATCHED, check("v=spf1 mx:ten.example.org -all"));
        dns.with("over.example.org", "TXT", "v=spf1 mx:eleven.example.org -all");
        assertEnds(SpfResult.PERMERROR, SpfReason.TOO_MANY_EXCHANGES, mailFrom("a@over.example.org"));
    }

    @Test
    void aNullExchangeIsSkipped() {
        dns.with("example.org", "MX", "");
        assertEnds(SpfResult.FAIL, SpfReason.MECHANISM_MATCHED, check("v=spf1 mx -all"));
    }

    @Test
    void onlyTheFirstTenNamesOfAClientCount() {
        IntStream.rangeClosed(1, 11)
                .forEach(i -> dns.with("3.2.0.192.in-addr.arpa", "PTR", "n" + i + ".example.org")
                        .with("n" + i + ".example.org", "A", i == 11 ? "192.0.2.3" : "198.51.100.1"));
        assertEnds(SpfResult.FAIL, SpfReason.MECHANISM_MATCHED, check("v=spf1 ptr -all"));
        assertTrue(dns.questions().contains("A n10.example.org"));
        assertTrue(!dns.questions().contains("A n11.example.org"), dns.questions()::toString);
    }

    @Test
    void dnsFailuresPassWhereTheyShallAndStopWhereTheyShall() {
        dns.failing("down.example.org").failing("3.2.0.192.in-addr.arpa");
        Map<String, SpfResult> wanted = Map.of(
                "a:down.example.org", SpfResult.TEMPERROR,
                "mx:down.example.org", SpfResult.TEMPERROR,
                "exists:down.example.org", SpfResult.TEMPERROR,
                "include:down.example.org", SpfResult.TEMPERROR,
                "redirect=down.example.org", SpfResult.TEMPERROR,
                "ptr:example.org -all", SpfResult.FAIL,
                "-all exp=down.example.org", SpfResult.FAIL,
                "ip4:192.0.2.3 a:down.example.org", SpfResult.PASS);
        wanted.forEach((terms, result) -> {
            ZoneDns zone = new ZoneDns().failing("down.example.org").failing("3.2.0.192.in-addr.arpa");
            zone.with("example.org", "TXT", "v=spf1 " + terms);
            SpfVerdict verdict = new SpfCheck(zone, "r").mailFrom(CLIENT, "a@example.org", "h", NOW);
            assertEquals(result, verdict.result(), terms);
            assertEquals(Optional.empty(), verdict.explanation());
        });
        assertEnds(SpfResult.TEMPERROR, SpfReason.DNS_FAILURE, mailFrom("a@down.example.org"));
    }

    @Test
    void theNullSenderIsPostmasterAtHelo() {
        dns.with("mail.example.org", "TXT", "v=spf1 exists:%{l}.%{o}.ok.example.org -all");
        dns.with("postmaster.mail.example.org.ok.example.org", "A", "127.0.0.2");
        SpfVerdict verdict = mailFrom("");
        assertAll(
                () -> assertEquals(SpfResult.PASS, verdict.result()),
                () -> assertEquals(SpfIdentity.MAIL_FROM, verdict.identity()),
                () -> assertEquals("mail.example.org", verdict.domain()),
                () -> assertEquals("helo", verdict.property()),
                () -> assertEquals("mail.example.org", verdict.value()));
    }

    @Test
    void heloIsCheckedByItself() {
        dns.with("mail.example.org", "TXT", "v=spf1 -all");
        SpfVerdict verdict = new SpfCheck(dns, "r").helo(CLIENT, "Mail.Example.ORG.", NOW);
        assertEnds(SpfResult.FAIL, SpfReason.MECHANISM_MATCHED, verdict);
        assertEquals(SpfIdentity.HELO, verdict.identity());
        assertEquals("mail.example.org", verdict.domain());
    }

    @Test
    void domainsThatCannotHaveARecordAreNotAskedAbout() {
        for (String domain : List.of(
                "localhost",
                "[192.0.2.3]",
                "a..example",
                ".example.org",
                "-",
                "exa mple.org",
                "exa\u0000mple.org",
                "",
                "x".repeat(64) + ".example",
                "ab.".repeat(90) + "example")) {
            SpfVerdict verdict = mailFrom("a@" + domain);
            assertEnds(SpfResult.NONE, SpfReason.NO_DOMAIN, verdict);
        }
        assertEquals(List.of(), dns.questions());
    }

    @Test
    void internationalDomainsAreAskedAboutAsALabels() {
        dns.with("xn--bcher-kva.example", "TXT", "v=spf1 ip4:192.0.2.3 -all");
        SpfVerdict verdict = mailFrom("a@Bücher.example");
        assertEquals(SpfResult.PASS, verdict.result());
        assertEquals("xn--bcher-kva.example", verdict.domain());
    }

    /** RFC 8616 s4. */
    @Test
    void aLocalPartBeyondAsciiMatchesNoMechanismThatNamesIt() {
        dns.with("example.org", "TXT", "v=spf1 exists:%{l}.example.org a:%{s}.example.org ip4:192.0.2.3 -all");
        SpfVerdict verdict = mailFrom("jörg@example.org");
        assertEnds(SpfResult.PASS, SpfReason.MECHANISM_MATCHED, verdict);
        assertEquals(List.of("TXT example.org"), dns.questions());
    }

    @Test
    void anIpv4MappedClientIsAnIpv4Client() throws Exception {
        byte[] octets = new byte[16];
        octets[10] = (byte) 0xff;
        octets[11] = (byte) 0xff;
        System.arraycopy(CLIENT.getAddress(), 0, octets, 12, 4);
        dns.with("example.org", "TXT", "v=spf1 ip4:192.0.2.3 -all");
        InetAddress mapped = java.net.Inet6Address.getByAddress("", octets, -1);
        assertEquals(16, mapped.getAddress().length);
        SpfVerdict verdict = new SpfCheck(dns, "r").mailFrom(mapped, "a@example.org", "h", NOW);
        assertEquals(SpfResult.PASS, verdict.result());
    }

    /** RFC 7208 s7.4. */
    @Test
    void macrosExpandAsInTheExamplesOfTheRfc() {
        Map<String, String> examples = Map.ofEntries(
                Map.entry("%{s}", "strong-bad@email.example.com"),
                Map.entry("%{o}", "email.example.com"),
                Map.entry("%{d}", "email.example.com"),
                Map.entry("%{d4}", "email.example.com"),
                Map.entry("%{d3}", "email.example.com"),
                Map.entry("%{d2}", "example.com"),
                Map.entry("%{d1}", "com"),
                Map.entry("%{dr}", "com.example.email"),
                Map.entry("%{d2r}", "example.email"),
                Map.entry("%{l}", "strong-bad"),
                Map.entry("%{l-}", "strong.bad"),
                Map.entry("%{lr}", "strong-bad"),
                Map.entry("%{lr-}", "bad.strong"),
                Map.entry("%{l1r-}", "strong"),
                Map.entry("%{ir}.%{v}._spf.%{d2}", "3.2.0.192.in-addr._spf.example.com"),
                Map.entry("%{lr-}.lp._spf.%{d2}", "bad.strong.lp._spf.example.com"),
                Map.entry("%{lr-}.lp.%{ir}.%{v}._spf.%{d2}", "bad.strong.lp.3.2.0.192.in-addr._spf.example.com"),
                Map.entry("%{d2}.trusted-domains.example.net", "example.com.trusted-domains.example.net"),
                Map.entry("%{c} %{r} %{t} %{h}", "192.0.2.3 mx.example.net 1700000000 mail.example.org"));
        examples.forEach((macro, value) -> {
            ZoneDns zone = new ZoneDns()
                    .with("email.example.com", "TXT", "v=spf1 -all exp=why.example.com")
                    .with("why.example.com", "TXT", macro);
            SpfVerdict verdict = new SpfCheck(zone, "mx.example.net")
                    .mailFrom(CLIENT, "strong-bad@email.example.com", "mail.example.org", NOW);
            assertEquals(Optional.of(value), verdict.explanation(), macro);
        });
    }

    @Test
    void aNameThatIsTooLongLosesLabelsOnTheLeft() {
        String local = "abcdefghi.".repeat(30) + "x";
        dns.with("example.org", "TXT", "v=spf1 exists:%{l}.ok.example.org -all");
        mailFrom(local + "@example.org");
        String asked = dns.questions().getLast();
        assertTrue(asked.startsWith("A abcdefghi.abcdefghi."), asked);
        assertTrue(asked.endsWith(".x.ok.example.org") && asked.length() <= "A ".length() + 253, asked);
    }

    @Test
    void explanationsAreLimitedAndOfTheDomainRedirectedTo() {
        dns.with("other.example.org", "TXT", "v=spf1 -all exp=why.example.org");
        dns.with("why.example.org", "TXT", "no ".repeat(1000));
        SpfVerdict verdict = check("v=spf1 redirect=other.example.org exp=never.example.org");
        assertEquals(SpfResult.FAIL, verdict.result());
        assertEquals(500, verdict.explanation().orElseThrow().length());
    }

    @Test
    void whatStrangersWroteIsPrintable() {
        SpfVerdict verdict = check("v=spf1 a:\u001b[2J\r\nSet-Cookie:x -all");
        assertEnds(SpfResult.PERMERROR, SpfReason.SYNTAX, verdict);
        assertEquals("example.org: a:?[2J??Set-Cookie:x", verdict.detail());
    }

    /** RFC 7208 s7.1, {@code domain-end}. */
    @Test
    void aTargetEndsWithALabelOrAMacro() {
        for (String end : List.of("org", "org.", "x-1", "1a", "%{d}", "%{d1}", "%%", "%_", "%-", "%%%_")) {
            ZoneDns zone = new ZoneDns().with("example.org", "TXT", "v=spf1 exists:x." + end + " ?all");
            SpfVerdict verdict = new SpfCheck(zone, "r").mailFrom(CLIENT, "a@example.org", "h", NOW);
            assertEnds(SpfResult.NEUTRAL, SpfReason.MECHANISM_MATCHED, verdict);
        }
        for (String end :
                List.of("", "1", "-a", "a-", "org..", "%%_", "%%-", "%%org", "a%{d}b", "%", "%{d", "%{}", "%x")) {
            ZoneDns zone = new ZoneDns().with("example.org", "TXT", "v=spf1 exists:x." + end + " ?all");
            SpfVerdict verdict = new SpfCheck(zone, "r").mailFrom(CLIENT, "a@example.org", "h", NOW);
            assertEnds(SpfResult.PERMERROR, SpfReason.SYNTAX, verdict);
        }
    }

    @Test
    void aRecordAsLongAsDnsAllowsIsRead() {
        String record = "v=spf1 " + "ip4:198.51.100.1 ".repeat(900) + "ip4:192.0.2.3 -all";
        assertEnds(SpfResult.PASS, SpfReason.MECHANISM_MATCHED, check(record));
    }
}
