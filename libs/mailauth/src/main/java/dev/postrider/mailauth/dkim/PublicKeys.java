package dev.postrider.mailauth.dkim;

import java.io.ByteArrayOutputStream;
import java.security.KeyFactory;
import java.security.NoSuchAlgorithmException;
import java.security.PublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.X509EncodedKeySpec;
import java.util.HexFormat;
import java.util.Optional;

/** Public keys from the octets of {@code p=}. */
final class PublicKeys {
    static final int MIN_RSA_BITS = 1024;
    static final int MAX_RSA_BITS = 4096;
    /** Real ones have 17 bits; long ones make a check as slow as signing. */
    private static final int MAX_EXPONENT_BITS = 64;

    private static final int ED25519_OCTETS = 32;
    /** {@code SubjectPublicKeyInfo} up to the key's octets (RFC 8410 s4). */
    private static final byte[] ED25519_PREFIX = HexFormat.of().parseHex("302a300506032b6570032100");
    /** {@code AlgorithmIdentifier} of rsaEncryption (RFC 3279 s2.3.1). */
    private static final byte[] RSA_ALGORITHM = HexFormat.of().parseHex("300d06092a864886f70d0101010500");

    private PublicKeys() {}

    static Checked<PublicKey> decode(SignatureAlgorithm algorithm, byte[] octets) {
        return switch (algorithm) {
            case RSA_SHA256 -> rsa(octets);
            case ED25519_SHA256 -> ed25519(octets);
        };
    }

    /** A SubjectPublicKeyInfo, as everybody publishes it, or a bare RSAPublicKey, as RFC 6376 s3.6.1 has it. */
    private static Checked<PublicKey> rsa(byte[] octets) {
        Optional<PublicKey> key = key("RSA", octets).or(() -> key("RSA", subjectPublicKeyInfo(octets)));
        if (key.isEmpty() || !(key.get() instanceof RSAPublicKey rsa)) {
            return new Checked.Bad<>(DkimReason.KEY_SYNTAX);
        }
        int bits = rsa.getModulus().bitLength();
        if (bits < MIN_RSA_BITS) {
            return new Checked.Bad<>(DkimReason.KEY_TOO_SHORT);
        }
        if (bits > MAX_RSA_BITS) {
            return new Checked.Bad<>(DkimReason.KEY_TOO_LONG);
        }
        if (rsa.getPublicExponent().bitLength() > MAX_EXPONENT_BITS) {
            return new Checked.Bad<>(DkimReason.KEY_SYNTAX);
        }
        return new Checked.Good<>(rsa);
    }

    /** The 32 octets of RFC 8463 s4; some publish a SubjectPublicKeyInfo. */
    private static Checked<PublicKey> ed25519(byte[] octets) {
        byte[] encoded = octets.length == ED25519_OCTETS ? concatenated(ED25519_PREFIX, octets) : octets;
        Optional<PublicKey> key = key("Ed25519", encoded);
        return key.isPresent() ? new Checked.Good<>(key.get()) : new Checked.Bad<>(DkimReason.KEY_SYNTAX);
    }

    private static Optional<PublicKey> key(String type, byte[] encoded) {
        try {
            return Optional.of(KeyFactory.getInstance(type).generatePublic(new X509EncodedKeySpec(encoded)));
        } catch (InvalidKeySpecException notAKey) {
            return Optional.empty();
        } catch (NoSuchAlgorithmException everyPlatformHasIt) {
            throw new IllegalStateException(everyPlatformHasIt);
        }
    }

    /** {@code SubjectPublicKeyInfo ::= SEQUENCE { algorithm AlgorithmIdentifier, subjectPublicKey BIT STRING }}. */
    private static byte[] subjectPublicKeyInfo(byte[] rsaPublicKey) {
        byte[] bits = concatenated(new byte[] {0}, rsaPublicKey);
        return der(0x30, concatenated(RSA_ALGORITHM, der(0x03, bits)));
    }

    private static byte[] der(int tag, byte[] content) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(content.length + 4);
        out.write(tag);
        if (content.length < 0x80) {
            out.write(content.length);
        } else {
            out.write(0x82);
            out.write(content.length >> 8);
            out.write(content.length);
        }
        out.writeBytes(content);
        return out.toByteArray();
    }

    private static byte[] concatenated(byte[] first, byte[] second) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(first.length + second.length);
        out.writeBytes(first);
        out.writeBytes(second);
        return out.toByteArray();
    }
}
