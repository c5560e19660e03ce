package dev.postrider.mailbox.directory.adapter;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.HexFormat;

/** What counts as one client: an IPv4 address, or the /64 of an IPv6 address, since one customer has at least that many. */
final class ClientNetwork {
    private static final int IPV6_OCTETS = 16;
    private static final int SUBNET_OCTETS = 8;
    private static final int MAX_TEXT = 64;

    private ClientNetwork() {}

    static String of(String clientIp) {
        if (clientIp.indexOf(':') < 0 || clientIp.length() > MAX_TEXT) {
            return clientIp.length() > MAX_TEXT ? clientIp.substring(0, MAX_TEXT) : clientIp;
        }
        try {
            // A text with a colon is never looked up in the DNS.
            byte[] octets = InetAddress.getByName(clientIp).getAddress();
            return octets.length == IPV6_OCTETS
                    ? HexFormat.of().formatHex(Arrays.copyOf(octets, SUBNET_OCTETS))
                    : HexFormat.of().formatHex(octets);
        } catch (UnknownHostException notAnAddress) {
            return clientIp;
        }
    }
}
