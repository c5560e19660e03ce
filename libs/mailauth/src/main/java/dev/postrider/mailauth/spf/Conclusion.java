package dev.postrider.mailauth.spf;

import dev.postrider.mailauth.dns.DomainName;
import java.util.Optional;

/**
 * What {@code check_host()} returns for one domain (RFC 7208 s4).
 *
 * @param explanation where the domain explains a fail
 */
record Conclusion(
        SpfResult result,
        SpfReason reason,
        String detail,
        Optional<String> mechanism,
        Optional<Explanation> explanation) {
    /** @param domain whose record names the target */
    record Explanation(DomainName domain, MacroString target) {}

    static Conclusion of(SpfResult result, SpfReason reason, String detail) {
        return new Conclusion(result, reason, detail, Optional.empty(), Optional.empty());
    }
}
