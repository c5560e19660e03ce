package dev.postrider.mailauth.dmarc;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.postrider.mail.header.HeaderBlock;
import dev.postrider.mailauth.dmarc.AuthorDomain.Absent;
import dev.postrider.mailauth.dmarc.AuthorDomain.Found;
import dev.postrider.mailauth.dmarc.AuthorDomain.Several;
import dev.postrider.mailauth.dns.DomainName;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** RFC 9989 s5.3.1. */
final class AuthorDomainTest {
    private static AuthorDomain of(String header) {
        return AuthorDomain.of(HeaderBlock.parse((header + "\r\n\r\n").getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void oneDomainIsFound() {
        Map.of(
                        "From: alice@Example.ORG", "example.org",
                        "From: \"a@evil.example\" <alice@example.org>", "example.org",
                        "From: a@evil.example <alice@example.org>", "example.org",
                        "From: Alice, Bob <b@example.org>", "example.org",
                        "From: alice@example.org, bob@example.ORG", "example.org",
                        "From: (comment <c@evil.example>) alice@example.org", "example.org",
                        "From: Group: alice@example.org;", "example.org",
                        "From: Grüße <a@bücher.example>", "xn--bcher-kva.example",
                        "From: \"x@evil.example\"@example.org", "example.org",
                        "fROM :\r\n <alice@\r\n example.org>", "example.org")
                .forEach((header, domain) -> assertEquals(new Found(new DomainName(domain)), of(header), header));
    }

    @Test
    void severalDomainsOrFieldsAreTold() {
        assertEquals(new Several(Set.of("example.org", "example.net")), of("From: a@example.org, b@example.net"));
        assertEquals(new Several(Set.of("example.org")), of("From: a@example.org\r\nFrom: b@example.org"));
        assertEquals(new Several(Set.of("example.org")), of("From: a@example.org\r\nFrom: nobody"));
    }

    @Test
    void anAddressThatIsNoneHidesNoOther() {
        for (String header : List.of(
                "From: a@example.org, b@-..-", "From: x@[192.0.2.1], a@example.org", "From: <@>, a@example.org")) {
            assertEquals(new Found(new DomainName("example.org")), of(header), header);
        }
    }

    @Test
    void withoutADomainThereIsNone() {
        for (String header : List.of(
                "To: a@example.org",
                "From:",
                "From: alice",
                "From: Group:;",
                "From: <>",
                "From: alice@localhost",
                "From: alice@[192.0.2.1]",
                "Sender: a@example.org")) {
            assertEquals(new Absent(), of(header), header);
        }
    }
}
