package dev.postrider.smtp.ingress.adapter;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import dev.postrider.mailauth.dns.Dns;
import dev.postrider.mailauth.dns.DnsAnswer;
import dev.postrider.mailauth.dns.DnsAnswer.NoData;
import dev.postrider.mailauth.dns.DnsAnswer.NoSuchName;
import dev.postrider.mailauth.dns.DnsAnswer.Records;
import dev.postrider.mailauth.dns.DnsAnswer.Unavailable;
import dev.postrider.testkit.FakeDns;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Against a DNS server on loopback. */
final class DnsjavaDnsTest {
    private final FakeDns server = FakeDns.start();
    private final Dns dns = dns(Duration.ofSeconds(20));

    private Dns dns(Duration timeout) {
        return new DnsjavaDns(List.of(new InetSocketAddress(InetAddress.getLoopbackAddress(), server.port())), timeout);
    }

    private static List<String> records(DnsAnswer<String> answer) {
        return answer instanceof Records<String>(List<String> records) ? records : fail("no records: " + answer);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void theStringsOfATxtRecordAreJoinedOctetByOctet() {
        server.with("example.org", "TXT", "\"v=spf1 a\" \"bc\" \"\\255\\000\"").with("example.org", "TXT", "other");
        List<String> answer = records(dns.txt("Example.org"));
        assertEquals(
                List.of("other", "v=spf1 abc\u00ff\u0000"),
                answer.stream().sorted().toList());
    }

    @Test
    void addressesOfEachKind() {
        server.with("example.org", "A", "192.0.2.1")
                .with("example.org", "AAAA", "2001:db8::1")
                .with("example.org", "AAAA", "::ffff:192.0.2.9");
        assertEquals(new Records<>(List.of(InetAddress.ofLiteral("192.0.2.1"))), dns.a("example.org"));
        assertEquals(new Records<>(List.of(InetAddress.ofLiteral("2001:db8::1"))), dns.aaaa("example.org"));
    }

    @Test
    void exchangesComeInTheOrderOfTheirPreference() {
        server.with("example.org", "MX", "20 b.example.org.")
                .with("example.org", "MX", "3 a.example.org.")
                .with("null.example", "MX", "0 .");
        assertEquals(new Records<>(List.of("a.example.org", "b.example.org")), dns.mx("example.org"));
        assertEquals(new Records<>(List.of("")), dns.mx("null.example"));
    }

    @Test
    void namesOfAddresses() {
        server.with("1.2.0.192.in-addr.arpa", "PTR", "host.example.org.")
                .with(
                        "1.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.8.b.d.0.1.0.0.2.ip6.arpa",
                        "PTR",
                        "six.example.org.");
        assertEquals(new Records<>(List.of("host.example.org")), dns.ptr(InetAddress.ofLiteral("192.0.2.1")));
        assertEquals(new Records<>(List.of("six.example.org")), dns.ptr(InetAddress.ofLiteral("2001:db8::1")));
    }

    @Test
    void aliasesAreFollowed() {
        server.with("alias.example.org", "CNAME", "second.example.org.")
                .with("second.example.org", "CNAME", "real.example.org.")
                .with("real.example.org", "TXT", "found");
        assertEquals(new Records<>(List.of("found")), dns.txt("alias.example.org"));
    }

    @Test
    void anAliasOfItselfIsNoAnswer() {
        server.with("circle.example.org", "CNAME", "circle.example.org.");
        assertInstanceOf(Unavailable.class, dns.a("circle.example.org"));
    }

    @Test
    void whatIsNotThereAndWhatIsNotKnown() {
        server.with("example.org", "A", "192.0.2.1")
                .failing("broken.example", FakeDns.Failure.SERVFAIL)
                .failing("refused.example", FakeDns.Failure.REFUSED);
        assertInstanceOf(NoData.class, dns.txt("example.org"));
        assertInstanceOf(NoSuchName.class, dns.txt("nowhere.example"));
        assertInstanceOf(Unavailable.class, dns.txt("broken.example"));
        assertInstanceOf(Unavailable.class, dns.a("refused.example"));
    }

    @Test
    void aNameThatCannotBeIsNotAskedAbout() {
        for (String name : List.of("", ".", "a..b", "x".repeat(64) + ".example", "ab.".repeat(100) + "example")) {
            assertInstanceOf(NoSuchName.class, dns.txt(name), name);
        }
        assertEquals(List.of(), server.questions());
    }

    @Test
    void aLabelMayHoldWhatTextWouldEscape() {
        assertInstanceOf(NoSuchName.class, dns.a("a b\\@(c).example.org"));
        assertEquals(1, server.questions().size());
    }

    @Test
    void aTruncatedAnswerIsFetchedByTcp() {
        server.with("example.org", "TXT", "long").failing("example.org", FakeDns.Failure.TRUNCATION);
        assertEquals(new Records<>(List.of("long")), dns.txt("example.org"));
    }

    @Test
    void anAnswerThatIsTooLargeIsNone() {
        server.failing("large.example", FakeDns.Failure.TRUNCATION).failing("big.example", FakeDns.Failure.TRUNCATION);
        IntStream.range(0, 50).forEach(i -> server.with("big.example", "TXT", "x".repeat(200) + i));
        IntStream.range(0, 100).forEach(i -> server.with("large.example", "TXT", "x".repeat(200) + i));
        assertEquals(50, records(dns.txt("big.example")).size());
        assertInstanceOf(Unavailable.class, dns.txt("large.example"));
    }

    @Test
    void answersAreKept() {
        server.with("example.org", "TXT", "kept");
        for (int i = 0; i < 3; i++) {
            assertInstanceOf(Records.class, dns.txt("example.org"));
        }
        assertEquals(List.of("example.org. TXT"), server.questions());
    }

    @Test
    void aSilentServerEndsWithTheTimeLimit() {
        server.failing("silent.example", FakeDns.Failure.SILENCE);
        DnsAnswer<String> answer = dns(Duration.ofMillis(200)).txt("silent.example");
        assertTrue(
                answer instanceof Unavailable<String>(String detail) && detail.startsWith("silent.example TXT: "),
                answer::toString);
    }

    @Test
    void anInterruptedThreadIsAnsweredAtOnceAndStaysInterrupted() {
        server.failing("silent.example", FakeDns.Failure.SILENCE);
        Thread.currentThread().interrupt();
        DnsAnswer<String> answer = dns.txt("silent.example");
        assertTrue(Thread.interrupted());
        assertInstanceOf(Unavailable.class, answer);
    }
}
