package dev.postrider.servicekit.net;

import java.io.IOException;
import java.math.BigInteger;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * Self-signed certificates for a first start and for tests: ECDSA P-256, ten years, usable as a trust anchor for themselves. Made with the
 * JDK alone; a container's runtime image has no keytool.
 */
public final class SelfSigned {
    private static final Duration LIFETIME = Duration.ofDays(3650);
    private static final Set<PosixFilePermission> OWNER_ONLY =
            EnumSet.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);

    private static final String ECDSA_WITH_SHA256 = "1.2.840.10045.4.3.2";
    private static final String COMMON_NAME = "2.5.4.3";
    private static final String SUBJECT_ALT_NAME = "2.5.29.17";
    private static final String BASIC_CONSTRAINTS = "2.5.29.19";
    private static final String KEY_USAGE = "2.5.29.15";
    private static final String EXTENDED_KEY_USAGE = "2.5.29.37";
    private static final String SERVER_AUTH = "1.3.6.1.5.5.7.3.1";
    private static final String CLIENT_AUTH = "1.3.6.1.5.5.7.3.2";

    private SelfSigned() {}

    /** A certificate chain and its key, in PEM. */
    public record PemFiles(Path certificate, Path key) {}

    /**
     * Writes {@code tls.crt} and {@code tls.key} (mode 0600) into {@code directory} unless both are there. Blocks.
     *
     * @param names DNS names and IP addresses; the first is the common name
     */
    public static PemFiles ensure(Path directory, List<String> names, Instant now) throws IOException {
        PemFiles files = new PemFiles(directory.resolve("tls.crt"), directory.resolve("tls.key"));
        if (Files.exists(files.certificate()) && Files.exists(files.key())) {
            return files;
        }
        Files.createDirectories(directory);
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"));
            KeyPair pair = generator.generateKeyPair();
            writeKey(files.key(), pem("PRIVATE KEY", pair.getPrivate().getEncoded()));
            write(files.certificate(), pem("CERTIFICATE", certificate(pair, names, now)));
        } catch (GeneralSecurityException e) {
            throw new IOException("this JDK cannot make an EC key", e);
        }
        return files;
    }

    private static void write(Path path, String text) throws IOException {
        Path temporary = path.resolveSibling(path.getFileName() + ".new");
        Files.writeString(temporary, text, StandardCharsets.US_ASCII);
        Files.move(temporary, path, StandardCopyOption.ATOMIC_MOVE);
    }

    /** Created with its mode: the key is at no time readable by others. */
    private static void writeKey(Path path, String text) throws IOException {
        Path temporary = path.resolveSibling(path.getFileName() + ".new");
        Files.deleteIfExists(temporary);
        if (temporary.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            Files.createFile(temporary, PosixFilePermissions.asFileAttribute(OWNER_ONLY));
        } else {
            Files.createFile(temporary);
        }
        Files.writeString(temporary, text, StandardCharsets.US_ASCII, StandardOpenOption.WRITE);
        Files.move(temporary, path, StandardCopyOption.ATOMIC_MOVE);
    }

    private static String pem(String type, byte[] der) {
        String body = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
        return "-----BEGIN " + type + "-----\n" + body + "\n-----END " + type + "-----\n";
    }

    /** RFC 5280 s4.1: Certificate ::= SEQUENCE { tbsCertificate, signatureAlgorithm, signatureValue }. */
    static byte[] certificate(KeyPair pair, List<String> names, Instant now)
            throws GeneralSecurityException, IOException {
        byte[] algorithm = Der.of(Der.SEQUENCE, Der.oid(ECDSA_WITH_SHA256));
        byte[] name = Der.of(
                Der.SEQUENCE, Der.of(Der.SET, Der.of(Der.SEQUENCE, Der.oid(COMMON_NAME), Der.utf8(names.getFirst()))));
        byte[] validity = Der.of(
                Der.SEQUENCE,
                // A peer whose clock is a little behind must not find it in the future.
                Der.time(now.minus(Duration.ofDays(1))),
                Der.time(now.plus(LIFETIME)));
        byte[] toBeSigned = Der.of(
                Der.SEQUENCE,
                Der.of(0xA0, Der.integer(BigInteger.TWO)),
                Der.integer(new BigInteger(127, new SecureRandom()).setBit(126)),
                algorithm,
                name,
                validity,
                name,
                pair.getPublic().getEncoded(),
                Der.of(0xA3, Der.of(Der.SEQUENCE, extensions(names))));
        Signature signature = Signature.getInstance("SHA256withECDSA");
        signature.initSign(pair.getPrivate());
        signature.update(toBeSigned);
        return Der.of(Der.SEQUENCE, toBeSigned, algorithm, Der.bitString(0, signature.sign()));
    }

    private static byte[] extensions(List<String> names) throws IOException {
        byte[][] general = new byte[names.size()][];
        for (int i = 0; i < general.length; i++) {
            general[i] = generalName(names.get(i));
        }
        byte[] critical = Der.of(Der.BOOLEAN, new byte[] {(byte) 0xFF});
        byte[] authority = Der.of(Der.SEQUENCE, critical);
        // digitalSignature (0) and keyCertSign (5).
        byte[] usage = Der.bitString(2, new byte[] {(byte) 0b1000_0100});
        byte[] purposes = Der.of(Der.SEQUENCE, Der.oid(SERVER_AUTH), Der.oid(CLIENT_AUTH));
        return Der.concat(
                Der.of(Der.SEQUENCE, Der.oid(BASIC_CONSTRAINTS), critical, Der.of(Der.OCTET_STRING, authority)),
                Der.of(Der.SEQUENCE, Der.oid(KEY_USAGE), critical, Der.of(Der.OCTET_STRING, usage)),
                Der.of(Der.SEQUENCE, Der.oid(EXTENDED_KEY_USAGE), Der.of(Der.OCTET_STRING, purposes)),
                Der.of(
                        Der.SEQUENCE,
                        Der.oid(SUBJECT_ALT_NAME),
                        Der.of(Der.OCTET_STRING, Der.of(Der.SEQUENCE, general))));
    }

    /** RFC 5280 s4.2.1.6: dNSName [2], iPAddress [7]. */
    private static byte[] generalName(String name) throws IOException {
        boolean address = name.indexOf(':') >= 0 || name.matches("[0-9.]+");
        return address
                ? Der.of(0x87, InetAddress.ofLiteral(name).getAddress())
                : Der.of(0x82, name.getBytes(StandardCharsets.US_ASCII));
    }
}
