package dev.postrider.mailauth.dns;

import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;

/**
 * Questions to DNS. Each call waits for its answer, so callers run on virtual threads; the implementation bounds the time of each
 * question and answers {@link DnsAnswer.Unavailable} when it is over, and at once on a thread that is interrupted: so the time of a
 * whole check can be bounded from outside. Names are A-labels without a final dot.
 */
public interface Dns {
    /**
     * TXT records; the strings of one record are joined without a space (RFC 7208 s3.3, RFC 6376 s3.6.2.2), each octet being the
     * character of the same number (ISO 8859-1).
     */
    DnsAnswer<String> txt(String name);

    DnsAnswer<Inet4Address> a(String name);

    DnsAnswer<Inet6Address> aaaa(String name);

    /** Exchanges in the order of their preference; the one of a null MX (RFC 7505) is empty. */
    DnsAnswer<String> mx(String name);

    /** Names of an address, by {@code in-addr.arpa} or {@code ip6.arpa}. */
    DnsAnswer<String> ptr(InetAddress address);
}
