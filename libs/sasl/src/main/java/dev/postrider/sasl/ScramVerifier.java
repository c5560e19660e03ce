package dev.postrider.sasl;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * What a server keeps of a password for SCRAM-SHA-256 (RFC 5802 s3, RFC 7677): enough to check a proof, not enough to make one. Its text form
 * is RFC 5803's, as PostgreSQL has it.
 */
public final class ScramVerifier {
    /** RFC 7677 s4. */
    public static final int LEAST_ITERATIONS = 4096;

    /** More would let whoever writes a verifier stop clients for minutes. */
    public static final int MOST_ITERATIONS = 10_000_000;

    public static final int SALT_OCTETS = 16;

    private static final int KEY_OCTETS = 32;
    private static final String HMAC = "HmacSHA256";
    private static final Pattern TEXT = Pattern.compile(
            "SCRAM-SHA-256\\$(\\d{4,8}):([A-Za-z0-9+/]{4,88}={0,2})\\$([A-Za-z0-9+/]{43}=):([A-Za-z0-9+/]{43}=)");

    private final int iterations;
    private final byte[] salt;
    private final byte[] storedKey;
    private final byte[] serverKey;

    private ScramVerifier(int iterations, byte[] salt, byte[] storedKey, byte[] serverKey) {
        this.iterations = iterations;
        this.salt = salt;
        this.storedKey = storedKey;
        this.serverKey = serverKey;
    }

    /**
     * Derives it; takes as long as {@code iterations} want. Empty if SASLprep does not allow the password.
     *
     * @param salt random; not written to any more
     */
    public static Optional<ScramVerifier> derive(String password, byte[] salt, int iterations) {
        return SaslPrep.prepare(password).map(prepared -> {
            byte[] salted = pbkdf2(prepared, salt, iterations);
            byte[] storedKey = sha256(hmac(salted, "Client Key"));
            return new ScramVerifier(iterations, salt.clone(), storedKey, hmac(salted, "Server Key"));
        });
    }

    /**
     * For a login that does not exist: the same whenever it is asked for, and no proof fits it.
     *
     * @param secret known to the server only
     */
    public static ScramVerifier ofNobody(byte[] secret, String login, int iterations) {
        byte[] salt = Arrays.copyOf(hmac(secret, "salt\0" + login), SALT_OCTETS);
        return new ScramVerifier(
                iterations, salt, hmac(secret, "stored key\0" + login), hmac(secret, "server key\0" + login));
    }

    /** Empty if the text is none. */
    public static Optional<ScramVerifier> parse(String text) {
        Matcher parts = TEXT.matcher(text);
        if (!parts.matches()) {
            return Optional.empty();
        }
        try {
            return Optional.of(new ScramVerifier(
                    Integer.parseInt(parts.group(1)),
                    Base64.getDecoder().decode(parts.group(2)),
                    Base64.getDecoder().decode(parts.group(3)),
                    Base64.getDecoder().decode(parts.group(4))));
        } catch (IllegalArgumentException notBase64) {
            return Optional.empty();
        }
    }

    /** {@code SCRAM-SHA-256$<iterations>:<salt>$<StoredKey>:<ServerKey>}, RFC 5803. A secret: whoever has it can try passwords. */
    public String text() {
        Base64.Encoder base64 = Base64.getEncoder();
        return "SCRAM-SHA-256$" + iterations + ":" + base64.encodeToString(salt) + "$"
                + base64.encodeToString(storedKey) + ":" + base64.encodeToString(serverKey);
    }

    public int iterations() {
        return iterations;
    }

    public byte[] salt() {
        return salt.clone();
    }

    /**
     * Is the proof right? Then this is the server's answer to it, base 64; empty otherwise. Takes the same time for any proof.
     *
     * <pre>
     * ClientSignature = HMAC(StoredKey, AuthMessage)
     * ClientKey       = ClientProof XOR ClientSignature
     * StoredKey       = H(ClientKey)
     * ServerSignature = HMAC(ServerKey, AuthMessage)
     * </pre>
     */
    public Optional<byte[]> check(String authMessage, byte[] proof) {
        byte[] signature = hmac(storedKey, authMessage);
        byte[] clientKey = new byte[KEY_OCTETS];
        for (int i = 0; i < KEY_OCTETS; i++) {
            clientKey[i] = (byte) (signature[i] ^ (i < proof.length ? proof[i] : 0));
        }
        byte[] serverSignature = hmac(serverKey, authMessage);
        boolean right = MessageDigest.isEqual(sha256(clientKey), storedKey) && proof.length == KEY_OCTETS;
        return right ? Optional.of(serverSignature) : Optional.empty();
    }

    @Override
    public String toString() {
        return "ScramVerifier[iterations=" + iterations + "]";
    }

    private static byte[] pbkdf2(String password, byte[] salt, int iterations) {
        PBEKeySpec spec = new PBEKeySpec(password.toCharArray(), salt, iterations, KEY_OCTETS * 8);
        try {
            return SecretKeyFactory.getInstance("PBKDF2WithHmacSHA256")
                    .generateSecret(spec)
                    .getEncoded();
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("every Java platform has PBKDF2", impossible);
        } finally {
            spec.clearPassword();
        }
    }

    private static byte[] hmac(byte[] key, String message) {
        try {
            Mac mac = Mac.getInstance(HMAC);
            mac.init(new SecretKeySpec(key, HMAC));
            return mac.doFinal(message.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("every Java platform has " + HMAC, impossible);
        }
    }

    private static byte[] sha256(byte[] octets) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(octets);
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("every Java platform has SHA-256", impossible);
        }
    }
}
