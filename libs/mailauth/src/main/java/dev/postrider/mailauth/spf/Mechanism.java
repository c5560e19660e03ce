package dev.postrider.mailauth.spf;

import dev.postrider.mail.OctetString;
import java.net.Inet4Address;
import java.util.Optional;

/** The mechanisms of RFC 7208 s5. A target that is absent is the domain itself. */
sealed interface Mechanism {
    record All() implements Mechanism {}

    record Include(MacroString target) implements Mechanism {}

    record A(Optional<MacroString> target, DualCidr cidr) implements Mechanism {}

    record Mx(Optional<MacroString> target, DualCidr cidr) implements Mechanism {}

    record Ptr(Optional<MacroString> target) implements Mechanism {}

    record Ip4(Inet4Address network, int prefix) implements Mechanism {}

    /** @param network 16 octets */
    record Ip6(OctetString network, int prefix) implements Mechanism {}

    record Exists(MacroString target) implements Mechanism {}

    /** Prefix lengths for IPv4 and IPv6: {@code dual-cidr-length = [ ip4-cidr-length ] [ "/" ip6-cidr-length ]}. */
    record DualCidr(int ip4, int ip6) {}
}
