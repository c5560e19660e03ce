package dev.postrider.servicekit.net.listener;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.postrider.servicekit.net.listener.ProxyHeader.Reading;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Whatever is right is right only when its last octet is there; whatever is wrong is wrong at some octet, and stays so. */
class ProxyHeaderTest {
    /** Reads octet by octet, with rubbish behind, as a socket may bring it. */
    private static void assertReads(byte[] header, Optional<String> client, String what) {
        byte[] more = Arrays.copyOf(header, header.length + 20);
        Arrays.fill(more, header.length, more.length, (byte) 'E');
        for (int length = 0; length < header.length; length++) {
            assertEquals(new Reading.Incomplete(), ProxyHeader.read(more, length), what + " up to " + length);
        }
        for (int length = header.length; length <= more.length; length++) {
            assertEquals(new Reading.Complete(header.length, client), ProxyHeader.read(more, length), what);
        }
    }

    private static void assertMalformed(byte[] octets, String what) {
        boolean malformed = false;
        for (int length = 0; length <= octets.length; length++) {
            Reading reading = ProxyHeader.read(octets, length);
            if (malformed || length == octets.length) {
                assertEquals(new Reading.Malformed(), reading, what + " up to " + length);
            }
            malformed = reading instanceof Reading.Malformed;
        }
    }

    private static byte[] text(String line) {
        return line.getBytes(StandardCharsets.ISO_8859_1);
    }

    @Test
    void lines() {
        assertReads(text("PROXY TCP4 192.0.2.1 198.51.100.7 56324 25\r\n"), Optional.of("192.0.2.1"), "IPv4");
        assertReads(
                text("PROXY TCP4 255.255.255.255 255.255.255.255 65535 65535\r\n"),
                Optional.of("255.255.255.255"),
                "longest");
        assertReads(text("PROXY TCP6 2001:db8::1 2001:db8::2 1 0\r\n"), Optional.of("2001:db8:0:0:0:0:0:1"), "IPv6");
        assertReads(text("PROXY TCP6 ::ffff:192.0.2.1 ::1 1 2\r\n"), Optional.of("192.0.2.1"), "mapped IPv4");
        assertReads(text("PROXY UNKNOWN\r\n"), Optional.empty(), "unknown");
        assertReads(text("PROXY UNKNOWN " + "f".repeat(91) + "\r\n"), Optional.empty(), "unknown, as long as may be");
    }

    @Test
    void linesThatAreNone() {
        for (String line : List.of(
                "EHLO client.example\r\n",
                "PROXX",
                "proxy TCP4 192.0.2.1 198.51.100.7 1 2\r\n",
                "PROXY\r\n",
                "PROXY \r\n",
                "PROXY TCP4\r\n",
                "PROXY TCP5 192.0.2.1 198.51.100.7 1 2\r\n",
                "PROXY TCP4 192.0.2.1 198.51.100.7 1\r\n",
                "PROXY TCP4 192.0.2.1 198.51.100.7 1 2 3\r\n",
                "PROXY TCP4  192.0.2.1 198.51.100.7 1 2\r\n",
                "PROXY TCP4 192.0.2.1 198.51.100.7 1 2 \r\n",
                "PROXY TCP4 192.0.2.256 198.51.100.7 1 2\r\n",
                "PROXY TCP4 192.0.2 198.51.100.7 1 2\r\n",
                "PROXY TCP4 192.0.02.1 198.51.100.7 1 2\r\n",
                "PROXY TCP4 192.0.2.1 nobody.example 1 2\r\n",
                "PROXY TCP4 2001:db8::1 2001:db8::2 1 2\r\n",
                "PROXY TCP6 192.0.2.1 198.51.100.7 1 2\r\n",
                "PROXY TCP6 2001:db8::1%eth0 2001:db8::2 1 2\r\n",
                "PROXY TCP6 [2001:db8::1] 2001:db8::2 1 2\r\n",
                "PROXY TCP6 2001:db8:::1 2001:db8::2 1 2\r\n",
                "PROXY TCP4 192.0.2.1 198.51.100.7 65536 2\r\n",
                "PROXY TCP4 192.0.2.1 198.51.100.7 -1 2\r\n",
                "PROXY TCP4 192.0.2.1 198.51.100.7 01 2\r\n",
                "PROXY TCP4 192.0.2.1 198.51.100.7 1 \r\n",
                "PROXY TCP4 192.0.2.1 198.51.100.7 1 2\n",
                "PROXY TCP4 192.0.2.1 198.51.100.7 1 2\rE",
                "PROXY UNKNOWN " + "f".repeat(92) + "\r\n",
                "PROXY UNKNOWN " + "f".repeat(200))) {
            assertMalformed(text(line), line);
        }
    }

    @Test
    void binaries() {
        assertReads(ProxyHeaders.v2("192.0.2.1", "198.51.100.7"), Optional.of("192.0.2.1"), "IPv4");
        assertReads(ProxyHeaders.v2("2001:db8::1", "2001:db8::2"), Optional.of("2001:db8:0:0:0:0:0:1"), "IPv6");
        assertReads(ProxyHeaders.binary(0x20, 0x00, new byte[0]), Optional.empty(), "LOCAL");
        assertReads(ProxyHeaders.binary(0x20, 0x11, new byte[12]), Optional.empty(), "LOCAL with addresses");
        assertReads(ProxyHeaders.binary(0x20, 0xFF, new byte[3]), Optional.empty(), "LOCAL with rubbish to be skipped");
        assertReads(ProxyHeaders.binary(0x21, 0x00, new byte[0]), Optional.empty(), "unspecified");
        assertReads(ProxyHeaders.binary(0x21, 0x12, new byte[12]), Optional.empty(), "datagrams");
        assertReads(ProxyHeaders.binary(0x21, 0x31, new byte[216]), Optional.empty(), "a UNIX socket");
        byte[] tlvs = {0x04, 0, 2, 'x', 'y', 0x02, 0, 0};
        assertReads(ProxyHeaders.v2("192.0.2.1", "198.51.100.7", tlvs), Optional.of("192.0.2.1"), "TLVs");
        assertReads(ProxyHeaders.withChecksum("192.0.2.1", "198.51.100.7", 0), Optional.of("192.0.2.1"), "checksum");
        byte[] long4096 = new byte[4096 - 16 - 12];
        long4096[0] = 0x04;
        long4096[1] = (byte) ((long4096.length - 3) >> 8);
        long4096[2] = (byte) (long4096.length - 3);
        assertReads(
                ProxyHeaders.v2("192.0.2.1", "198.51.100.7", long4096), Optional.of("192.0.2.1"), "as long as may be");
    }

    @Test
    void binariesThatAreNone() {
        byte[] right = ProxyHeaders.v2("192.0.2.1", "198.51.100.7");
        for (int i = 0; i < 12; i++) {
            byte[] wrong = right.clone();
            wrong[i] ^= 0x40;
            assertMalformed(wrong, "signature, octet " + i);
        }
        assertMalformed(ProxyHeaders.binary(0x11, 0x11, new byte[12]), "version 1");
        assertMalformed(ProxyHeaders.binary(0x31, 0x11, new byte[12]), "version 3");
        assertMalformed(ProxyHeaders.binary(0x22, 0x11, new byte[12]), "no command");
        for (int family : new int[] {0x01, 0x10, 0x13, 0x20, 0x23, 0x30, 0x33, 0x41}) {
            assertMalformed(ProxyHeaders.binary(0x21, family, new byte[216]), "family and protocol " + family);
        }
        assertMalformed(ProxyHeaders.binary(0x21, 0x11, new byte[11]), "too short for IPv4");
        assertMalformed(ProxyHeaders.binary(0x21, 0x21, new byte[12]), "too short for IPv6");
        assertMalformed(ProxyHeaders.binary(0x21, 0x11, new byte[4081]), "too long");
        for (byte[] tlvs : new byte[][] {{4}, {4, 0}, {4, 0, 1}, {4, 0, 0, 4}, {3, 0, 0}, {3, 0, 2, 0, 0}}) {
            assertMalformed(ProxyHeaders.v2("192.0.2.1", "198.51.100.7", tlvs), "TLVs " + Arrays.toString(tlvs));
        }
        assertMalformed(ProxyHeaders.withChecksum("192.0.2.1", "198.51.100.7", 1), "checksum");
    }

    /** Right headers with some octets changed: it decides, and never reads beyond what there is. */
    @Test
    void nothingBreaksIt() {
        List<byte[]> headers = List.of(
                text("PROXY TCP4 192.0.2.1 198.51.100.7 56324 25\r\n"),
                text("PROXY TCP6 2001:db8::1 2001:db8::2 1 0\r\n"),
                ProxyHeaders.v2("2001:db8::1", "2001:db8::2", new byte[] {4, 0, 1, 0}),
                ProxyHeaders.withChecksum("192.0.2.1", "198.51.100.7", 0));
        Random random = new Random(1);
        for (int i = 0; i < 100_000; i++) {
            byte[] octets = headers.get(random.nextInt(headers.size())).clone();
            for (int change = random.nextInt(4); change > 0; change--) {
                octets[random.nextInt(octets.length)] = (byte) random.nextInt(256);
            }
            for (int length = 0; length <= octets.length; length++) {
                if (ProxyHeader.read(octets, length) instanceof Reading.Complete complete) {
                    assertEquals(length, complete.octets());
                    break;
                }
            }
        }
    }
}
