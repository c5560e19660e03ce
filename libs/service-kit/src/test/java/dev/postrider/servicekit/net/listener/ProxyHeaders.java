package dev.postrider.servicekit.net.listener;

import java.io.ByteArrayOutputStream;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/** Headers of the PROXY protocol, version 2, made by hand. */
final class ProxyHeaders {
    private static final byte[] SIGNATURE = {0x0D, 0x0A, 0x0D, 0x0A, 0x00, 0x0D, 0x0A, 0x51, 0x55, 0x49, 0x54, 0x0A};

    private ProxyHeaders() {}

    static byte[] v2(String source, String destination, byte... tlvs) {
        byte[] from = InetAddress.ofLiteral(source).getAddress();
        ByteArrayOutputStream rest = new ByteArrayOutputStream();
        rest.writeBytes(from);
        rest.writeBytes(InetAddress.ofLiteral(destination).getAddress());
        rest.writeBytes(new byte[] {0x10, 0x01, 0, 25});
        rest.writeBytes(tlvs);
        return binary(0x21, from.length == 4 ? 0x11 : 0x21, rest.toByteArray());
    }

    /** @param error added to the right checksum */
    static byte[] withChecksum(String source, String destination, int error) {
        byte[] header = v2(source, destination, (byte) 3, (byte) 0, (byte) 4, (byte) 0, (byte) 0, (byte) 0, (byte) 0);
        CRC32C checksum = new CRC32C();
        checksum.update(header);
        ByteBuffer.wrap(header).putInt(header.length - 4, (int) checksum.getValue() + error);
        return header;
    }

    static byte[] binary(int versionAndCommand, int familyAndProtocol, byte[] rest) {
        return ByteBuffer.allocate(16 + rest.length)
                .put(SIGNATURE)
                .put((byte) versionAndCommand)
                .put((byte) familyAndProtocol)
                .putShort((short) rest.length)
                .put(rest)
                .array();
    }
}
