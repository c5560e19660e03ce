package dev.postrider.mailauth.spf;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Addresses as bits. */
final class AddressBits {
    private static final byte[] MAPPED = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, (byte) 0xff, (byte) 0xff};

    private AddressBits() {}

    /** Are the first {@code prefix} bits the same? Addresses of different lengths have none in common. */
    static boolean matches(byte[] address, byte[] network, int prefix) {
        if (address.length != network.length) {
            return false;
        }
        int whole = prefix / Byte.SIZE;
        if (!Arrays.equals(address, 0, whole, network, 0, whole)) {
            return false;
        }
        int rest = prefix % Byte.SIZE;
        return rest == 0 || ((address[whole] ^ network[whole]) & (0xff << (Byte.SIZE - rest)) & 0xff) == 0;
    }

    /** Its 16 octets; an IPv4 address becomes IPv4-mapped (RFC 4291 s2.5.5.2). */
    static byte[] sixteen(InetAddress address) {
        byte[] octets = address.getAddress();
        if (!(address instanceof Inet4Address)) {
            return octets;
        }
        byte[] mapped = Arrays.copyOf(MAPPED, MAPPED.length + octets.length);
        System.arraycopy(octets, 0, mapped, MAPPED.length, octets.length);
        return mapped;
    }

    /** An IPv4-mapped address as the IPv4 address it stands for (RFC 7208 s5); any other as it is. */
    static InetAddress unmapped(InetAddress address) {
        byte[] octets = address.getAddress();
        boolean mapped = octets.length > 4 && Arrays.equals(octets, 0, MAPPED.length, MAPPED, 0, MAPPED.length);
        return mapped ? InetAddress.ofLiteral(dotted(octets, MAPPED.length)) : address;
    }

    /** {@code 192.0.2.3}, or 32 nibbles with dots: the {@code i} macro (RFC 7208 s7.3). */
    static String dotted(InetAddress address) {
        byte[] octets = address.getAddress();
        if (address instanceof Inet4Address) {
            return dotted(octets, 0);
        }
        StringBuilder nibbles = new StringBuilder(2 * 2 * octets.length);
        for (byte octet : octets) {
            nibbles.append(Character.forDigit((octet >> 4) & 0xf, 16)).append('.');
            nibbles.append(Character.forDigit(octet & 0xf, 16)).append('.');
        }
        return nibbles.substring(0, nibbles.length() - 1);
    }

    /** As people write it: {@code 192.0.2.3}, {@code 2001:db8::1}; the {@code c} macro (RFC 7208 s7.3, RFC 5952 s4). */
    static String readable(InetAddress address) {
        byte[] octets = address.getAddress();
        if (address instanceof Inet4Address) {
            return dotted(octets, 0);
        }
        int[] groups = new int[octets.length / 2];
        for (int i = 0; i < groups.length; i++) {
            groups[i] = (octets[2 * i] & 0xff) << Byte.SIZE | (octets[2 * i + 1] & 0xff);
        }
        int zeros = 0;
        int start = groups.length;
        for (int from = 0; from < groups.length; from++) {
            int to = from;
            while (to < groups.length && groups[to] == 0) {
                to++;
            }
            if (to - from > Math.max(1, zeros)) {
                zeros = to - from;
                start = from;
            }
        }
        String head = hex(groups, 0, start);
        return zeros == 0 ? head : head + "::" + hex(groups, start + zeros, groups.length);
    }

    private static String hex(int[] groups, int from, int to) {
        return IntStream.range(from, to)
                .mapToObj(i -> Integer.toHexString(groups[i]))
                .collect(Collectors.joining(":"));
    }

    private static String dotted(byte[] octets, int from) {
        return (octets[from] & 0xff)
                + "."
                + (octets[from + 1] & 0xff)
                + "."
                + (octets[from + 2] & 0xff)
                + "."
                + (octets[from + 3] & 0xff);
    }
}
