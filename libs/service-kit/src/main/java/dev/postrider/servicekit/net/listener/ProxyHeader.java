package dev.postrider.servicekit.net.listener;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.zip.CRC32C;

/**
 * The header that a proxy puts in front of a connection: "The PROXY protocol, versions 1 and 2" of HAProxy, s2.1 and s2.2. Pure, and decided at the first
 * octet that cannot belong to one.
 */
final class ProxyHeader {
    /** A version 2 header with all that proxies put into it; a longer one is nobody's. */
    static final int MOST_OCTETS = 4096;

    private static final int MOST_LINE_OCTETS = 107;
    private static final byte[] LINE_PREFIX = "PROXY ".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] SIGNATURE = {0x0D, 0x0A, 0x0D, 0x0A, 0x00, 0x0D, 0x0A, 0x51, 0x55, 0x49, 0x54, 0x0A};
    private static final int FIXED_OCTETS = 16;
    private static final int TLV_CRC32C = 0x03;
    private static final int MOST_ADDRESS_CHARACTERS = 45;

    private ProxyHeader() {}

    /** What the octets so far are. */
    sealed interface Reading {
        /** The beginning of a header. */
        record Incomplete() implements Reading {}

        /** No header, and no beginning of one. */
        record Malformed() implements Reading {}

        /**
         * A whole header.
         *
         * @param octets its length
         * @param client whom the connection is for; empty: the proxy itself, or somebody without an IP address
         */
        record Complete(int octets, Optional<String> client) implements Reading {}
    }

    private static final Reading INCOMPLETE = new Reading.Incomplete();
    private static final Reading MALFORMED = new Reading.Malformed();

    /** Reads {@code octets[0, length)}; what follows the header is not looked at. */
    static Reading read(byte[] octets, int length) {
        if (length == 0) {
            return INCOMPLETE;
        }
        if (octets[0] == LINE_PREFIX[0]) {
            return startsLike(octets, length, LINE_PREFIX) ? line(octets, length) : MALFORMED;
        }
        return startsLike(octets, length, SIGNATURE) ? binary(octets, length) : MALFORMED;
    }

    private static boolean startsLike(byte[] octets, int length, byte[] start) {
        for (int i = 0; i < Math.min(length, start.length); i++) {
            if (octets[i] != start[i]) {
                return false;
            }
        }
        return true;
    }

    /**
     * Version 1.
     *
     * <pre>
     * "PROXY" SP ("TCP4" / "TCP6") SP source SP destination SP source-port SP destination-port CRLF
     * "PROXY" SP "UNKNOWN" *any CRLF
     * </pre>
     */
    private static Reading line(byte[] octets, int length) {
        for (int i = LINE_PREFIX.length; i < Math.min(length, MOST_LINE_OCTETS); i++) {
            if (octets[i] == '\n') {
                return octets[i - 1] == '\r'
                        ? words(new String(octets, 0, i - 1, StandardCharsets.ISO_8859_1), i + 1)
                        : MALFORMED;
            }
            if (octets[i - 1] == '\r') {
                return MALFORMED;
            }
        }
        return length < MOST_LINE_OCTETS ? INCOMPLETE : MALFORMED;
    }

    private static Reading words(String line, int octets) {
        String[] words = line.split(" ", -1);
        if (words[1].equals("UNKNOWN")) {
            return new Reading.Complete(octets, Optional.empty());
        }
        if (words.length != 6 || !isPort(words[4]) || !isPort(words[5])) {
            return MALFORMED;
        }
        Optional<String> source = address(words[1], words[2]);
        return source.isPresent() && address(words[1], words[3]).isPresent()
                ? new Reading.Complete(octets, source)
                : MALFORMED;
    }

    private static Optional<String> address(String family, String text) {
        boolean right = switch (family) {
            case "TCP4" -> isIpv4(text);
            // A zone means nothing to anybody else, and brackets belong to URIs.
            case "TCP6" ->
                text.indexOf(':') >= 0
                        && text.length() <= MOST_ADDRESS_CHARACTERS
                        && text.chars().allMatch(c -> c == ':' || c == '.' || Character.digit(c, 16) >= 0);
            default -> false;
        };
        try {
            return right ? Optional.of(InetAddress.ofLiteral(text).getHostAddress()) : Optional.empty();
        } catch (IllegalArgumentException notAnAddress) {
            return Optional.empty();
        }
    }

    /** Four numbers without leading zeros, which some would take for octal. */
    private static boolean isIpv4(String text) {
        String[] parts = text.split("\\.", -1);
        if (parts.length != 4) {
            return false;
        }
        for (String part : parts) {
            if (!isNumber(part, 255)) {
                return false;
            }
        }
        return true;
    }

    private static boolean isPort(String text) {
        return isNumber(text, 65_535);
    }

    private static boolean isNumber(String text, int most) {
        return !text.isEmpty()
                && text.length() <= 5
                && text.chars().allMatch(c -> c >= '0' && c <= '9')
                && (text.length() == 1 || text.charAt(0) != '0')
                && Integer.parseInt(text) <= most;
    }

    /** Version 2: signature, version and command, family and protocol, length, addresses, TLVs. */
    private static Reading binary(byte[] octets, int length) {
        if (length > 12 && (octets[12] & 0xFE) != 0x20) {
            return MALFORMED;
        }
        boolean local = length > 12 && (octets[12] & 0x0F) == 0;
        if (length > 13 && !local && addressOctets(octets[13]) < 0) {
            return MALFORMED;
        }
        if (length < FIXED_OCTETS) {
            return INCOMPLETE;
        }
        int end = FIXED_OCTETS + number(octets, 14);
        if (end > MOST_OCTETS) {
            return MALFORMED;
        }
        if (length < end) {
            return INCOMPLETE;
        }
        if (local) {
            // s2.2: the rest is to be skipped, whatever it is.
            return new Reading.Complete(end, Optional.empty());
        }
        int rest = FIXED_OCTETS + addressOctets(octets[13]);
        if (rest > end || !tlvsAreRight(octets, rest, end)) {
            return MALFORMED;
        }
        return new Reading.Complete(end, source(octets));
    }

    /** Octets of both addresses and ports by family and protocol; -1 for what does not exist. */
    private static int addressOctets(byte familyAndProtocol) {
        return switch (familyAndProtocol) {
            case 0x00 -> 0;
            case 0x11, 0x12 -> 12;
            case 0x21, 0x22 -> 36;
            case 0x31, 0x32 -> 216;
            default -> -1;
        };
    }

    /** s2.2: what a receiver has no use for, here datagrams and UNIX sockets, it treats like unspecified addresses. */
    private static Optional<String> source(byte[] octets) {
        return switch (octets[13]) {
            case 0x11 -> Optional.of(text(octets, 4));
            case 0x21 -> Optional.of(text(octets, 16));
            default -> Optional.empty();
        };
    }

    private static String text(byte[] octets, int length) {
        byte[] address = new byte[length];
        System.arraycopy(octets, FIXED_OCTETS, address, 0, length);
        try {
            return InetAddress.getByAddress(address).getHostAddress();
        } catch (UnknownHostException wrongLength) {
            throw new IllegalArgumentException(wrongLength);
        }
    }

    /** Each has its length, the last one ends with the header, and a checksum (s2.2.3) is that of the whole header. */
    private static boolean tlvsAreRight(byte[] octets, int from, int end) {
        int at = from;
        while (at < end) {
            if (end - at < 3) {
                return false;
            }
            int value = at + 3;
            int length = number(octets, at + 1);
            if (length > end - value) {
                return false;
            }
            if (octets[at] == TLV_CRC32C && (length != 4 || !checksumIsRight(octets, value, end))) {
                return false;
            }
            at = value + length;
        }
        return true;
    }

    private static boolean checksumIsRight(byte[] octets, int at, int end) {
        CRC32C checksum = new CRC32C();
        checksum.update(octets, 0, at);
        checksum.update(new byte[4]);
        checksum.update(octets, at + 4, end - at - 4);
        long said = ((long) number(octets, at) << 16) | number(octets, at + 2);
        return checksum.getValue() == said;
    }

    private static int number(byte[] octets, int at) {
        return (octets[at] & 0xFF) << 8 | (octets[at + 1] & 0xFF);
    }
}
