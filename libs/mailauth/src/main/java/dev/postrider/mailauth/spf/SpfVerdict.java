package dev.postrider.mailauth.spf;

import java.util.Optional;

/**
 * The answer of a check.
 *
 * @param domain whose record was asked for, as A-labels in lower case; empty if there was none to ask about. With a null sender it is
 *     that of HELO, also for the MAIL FROM identity (RFC 7208 s2.4)
 * @param property of type {@code smtp} in Authentication-Results (RFC 8601 s2.7.2): {@code mailfrom}, or {@code helo} for HELO and a
 *     null sender
 * @param value of that property, as the client said it: untrusted text
 * @param mechanism that matched, as the record writes it, without its qualifier: {@code ip4:192.0.2.0/24}
 * @param lookups how many terms asked DNS, of the 10 allowed
 * @param voidLookups how many of these met nothing, of the 2 allowed
 * @param explanation what the domain says about a fail (RFC 7208 s6.2): printable ASCII, limited, but a stranger's words
 * @param detail more about the reason, for logs and people: printable ASCII, limited
 */
public record SpfVerdict(
        SpfResult result,
        SpfReason reason,
        SpfIdentity identity,
        String domain,
        String property,
        String value,
        Optional<String> mechanism,
        int lookups,
        int voidLookups,
        Optional<String> explanation,
        String detail) {}
