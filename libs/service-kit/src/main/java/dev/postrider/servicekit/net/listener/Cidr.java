package dev.postrider.servicekit.net.listener;

import java.net.InetAddress;
import java.util.List;
import java.util.Optional;

/** A network: {@code 192.0.2.0/24}, {@code 2001:db8::/32}, or one address. */
public final class Cidr {
    private final byte[] network;
    private final int bits;

    private Cidr(byte[] network, int bits) {
        this.network = network;
        this.bits = bits;
    }

    /** Empty if the text is none. Names are never looked up. */
    public static Optional<Cidr> parse(String text) {
        int slash = text.indexOf('/');
        String address = slash < 0 ? text : text.substring(0, slash);
        Optional<byte[]> network = octets(address);
        if (network.isEmpty()) {
            return Optional.empty();
        }
        int most = network.get().length * 8;
        String length = slash < 0 ? String.valueOf(most) : text.substring(slash + 1);
        if (length.isEmpty() || length.length() > 3 || !length.chars().allMatch(c -> c >= '0' && c <= '9')) {
            return Optional.empty();
        }
        int bits = Integer.parseInt(length);
        return bits > most ? Optional.empty() : Optional.of(new Cidr(network.get(), bits));
    }

    /** Every address of its family. */
    public boolean isEverything() {
        return bits == 0;
    }

    static boolean anyContains(List<Cidr> networks, String address) {
        return networks.stream().anyMatch(network -> network.contains(address));
    }

    public boolean contains(String address) {
        Optional<byte[]> octets = octets(address);
        if (octets.isEmpty() || octets.get().length != network.length) {
            return false;
        }
        byte[] candidate = octets.get();
        for (int i = 0; i < bits; i++) {
            int mask = 0x80 >> (i & 7);
            if (((candidate[i >> 3] ^ network[i >> 3]) & mask) != 0) {
                return false;
            }
        }
        return true;
    }

    private static Optional<byte[]> octets(String address) {
        // The JDK reads "10" as 0.0.0.10, which nobody means.
        if (address.indexOf(':') < 0 && address.chars().filter(c -> c == '.').count() != 3) {
            return Optional.empty();
        }
        try {
            return Optional.of(InetAddress.ofLiteral(address).getAddress());
        } catch (IllegalArgumentException notAnAddress) {
            return Optional.empty();
        }
    }
}
