package dev.postrider.servicekit.net.listener;

import java.net.InetAddress;
import java.nio.ByteBuffer;

/**
 * Whom limits count as one client: an IPv4 address, or the IPv6 network that one customer has. An address with its rear bits cleared, as two numbers.
 */
public record ClientNetwork(long high, long low) {
    private static final int IPV4_OCTETS = 4;
    /** No IPv6 network begins like this: it is the prefix of mapped IPv4 addresses, which Java takes for IPv4. */
    private static final long IPV4 = 0x0000_FFFF_0000_0000L;

    /**
     * Takes a textual address.
     *
     * @param ipv6Bits of an IPv6 address that count
     */
    public static ClientNetwork of(String address, int ipv6Bits) {
        ByteBuffer octets = ByteBuffer.wrap(InetAddress.ofLiteral(address).getAddress());
        if (octets.remaining() == IPV4_OCTETS) {
            return new ClientNetwork(0, IPV4 | Integer.toUnsignedLong(octets.getInt()));
        }
        long high = octets.getLong();
        long low = octets.getLong();
        return new ClientNetwork(front(high, Math.min(ipv6Bits, 64)), front(low, Math.max(0, ipv6Bits - 64)));
    }

    private static long front(long bits, int count) {
        return count == 0 ? 0 : bits & (-1L << (64 - count));
    }
}
