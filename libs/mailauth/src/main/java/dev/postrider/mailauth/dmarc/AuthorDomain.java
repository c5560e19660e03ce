package dev.postrider.mailauth.dmarc;

import dev.postrider.mail.header.AddressList;
import dev.postrider.mail.header.EnvelopeAddress;
import dev.postrider.mail.header.HeaderBlock;
import dev.postrider.mail.header.HeaderField;
import dev.postrider.mailauth.dns.DomainName;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** The domain that a message's From field shows (RFC 9989 s5.3.1). */
public sealed interface AuthorDomain {
    /** Exactly one, in one or several addresses. */
    record Found(DomainName domain) implements AuthorDomain {}

    /** No From field, or none of its addresses has what can be a domain. */
    record Absent() implements AuthorDomain {}

    /** More than one domain, or more than one From field, which mail programs would choose from in different ways. */
    record Several(Set<String> domains) implements AuthorDomain {
        public Several {
            domains = Set.copyOf(domains);
        }
    }

    /** Reads it from a message's header. */
    static AuthorDomain of(HeaderBlock header) {
        List<HeaderField> fields = header.all("From");
        Set<String> domains = new TreeSet<>();
        for (HeaderField field : fields) {
            for (EnvelopeAddress address : AddressList.parse(field.value())) {
                // An address without a usable domain must not hide another's: mail programs show both.
                address.host().flatMap(DomainName::parseQualified).ifPresent(name -> domains.add(name.text()));
            }
        }
        if (fields.size() > 1 || domains.size() > 1) {
            return new Several(domains);
        }
        return domains.isEmpty()
                ? new Absent()
                : new Found(new DomainName(domains.iterator().next()));
    }
}
