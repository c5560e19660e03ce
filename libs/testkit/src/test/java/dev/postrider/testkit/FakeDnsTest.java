package dev.postrider.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.xbill.DNS.Lookup;
import org.xbill.DNS.Record;
import org.xbill.DNS.SimpleResolver;
import org.xbill.DNS.Type;

final class FakeDnsTest {
    private final FakeDns dns = FakeDns.start();

    @AfterEach
    void stop() {
        dns.close();
    }

    @Test
    void aResolverGetsTheRecordsOfAName() throws Exception {
        dns.with("example.org", "MX", "10 mx1.example.org.")
                .with("example.org", "MX", "20 mx2.example.org.")
                .with("alias.example.org", "CNAME", "example.org.");
        assertEquals(
                List.of("10 mx1.example.org.", "20 mx2.example.org."),
                answers("example.org", Type.MX, false).values());
        assertEquals(2, answers("alias.example.org", Type.MX, false).values().size());
        assertEquals(2, answers("example.org", Type.MX, true).values().size());
        assertEquals(
                Lookup.TYPE_NOT_FOUND, answers("example.org", Type.A, false).result());
        assertEquals(
                Lookup.HOST_NOT_FOUND,
                answers("nobody.example.org", Type.MX, false).result());
        assertTrue(dns.questions().contains("example.org. MX"), dns.questions().toString());
    }

    @Test
    void aNameFailsAsItIsToldAndHeals() throws Exception {
        dns.with("example.org", "A", "192.0.2.1");
        dns.failing("example.org", FakeDns.Failure.SERVFAIL);
        assertEquals(Lookup.TRY_AGAIN, answers("example.org", Type.A, false).result());
        dns.failing("example.org", FakeDns.Failure.SILENCE);
        assertEquals(Lookup.TRY_AGAIN, answers("example.org", Type.A, false).result());
        dns.failing("example.org", FakeDns.Failure.TRUNCATION);
        assertEquals(List.of("192.0.2.1"), answers("example.org", Type.A, false).values());
        dns.healed("example.org");
        assertEquals(List.of("192.0.2.1"), answers("example.org", Type.A, false).values());
    }

    private record Answers(int result, List<String> values) {}

    private Answers answers(String name, int type, boolean tcp) throws Exception {
        SimpleResolver resolver = new SimpleResolver(InetAddress.getLoopbackAddress());
        resolver.setPort(dns.port());
        resolver.setTCP(tcp);
        resolver.setTimeout(Duration.ofMillis(500));
        Lookup lookup = new Lookup(name, type);
        lookup.setResolver(resolver);
        lookup.setCache(null);
        lookup.run();
        Record[] records = lookup.getAnswers();
        return new Answers(
                lookup.getResult(),
                records == null
                        ? List.of()
                        : List.of(records).stream()
                                .map(Record::rdataToString)
                                .sorted()
                                .toList());
    }
}
