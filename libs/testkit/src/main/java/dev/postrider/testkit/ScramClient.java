package dev.postrider.testkit;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import javax.crypto.spec.SecretKeySpec;

/** The client's side of SCRAM-SHA-256 (RFC 5802 s3, RFC 7677), written from the RFC and not from the server's code. One login. */
public final class ScramClient {
    private final String gs2Header;
    private final byte[] bindingData;
    private final String password;
    private final String firstBare;
    private String expectedSignature = "";

    private ScramClient(String login, String password, String nonce, String gs2Header, byte[] bindingData) {
        this.gs2Header = gs2Header;
        this.bindingData = bindingData;
        this.password = password;
        this.firstBare = "n=" + login.replace("=", "=3D").replace(",", "=2C") + ",r=" + nonce;
    }

    /** Without channel binding. */
    public static ScramClient plain(String login, String password, String nonce) {
        return new ScramClient(login, password, nonce, "n,,", new byte[0]);
    }

    /** Bound by {@code tls-exporter}. */
    public static ScramClient bound(String login, String password, String nonce, byte[] bindingData) {
        return new ScramClient(login, password, nonce, "p=tls-exporter,,", bindingData);
    }

    public String first() {
        return gs2Header + firstBare;
    }

    /** The answer to server-first-message. */
    public String last(String serverFirst) {
        try {
            byte[] salt = Base64.getDecoder().decode(field(serverFirst, "s=").orElseThrow());
            int iterations = Integer.parseInt(field(serverFirst, "i=").orElseThrow());
            byte[] salted = SecretKeyFactory.getInstance("PBKDF2WithHmacSHA256")
                    .generateSecret(new PBEKeySpec(password.toCharArray(), salt, iterations, 256))
                    .getEncoded();
            byte[] header = gs2Header.getBytes(StandardCharsets.UTF_8);
            byte[] input = new byte[header.length + bindingData.length];
            System.arraycopy(header, 0, input, 0, header.length);
            System.arraycopy(bindingData, 0, input, header.length, bindingData.length);
            String withoutProof = "c=" + Base64.getEncoder().encodeToString(input) + ",r="
                    + field(serverFirst, "r=").orElseThrow();
            String authMessage = firstBare + "," + serverFirst + "," + withoutProof;
            byte[] clientKey = hmac(salted, "Client Key");
            byte[] signature = hmac(MessageDigest.getInstance("SHA-256").digest(clientKey), authMessage);
            byte[] proof = new byte[clientKey.length];
            for (int i = 0; i < proof.length; i++) {
                proof[i] = (byte) (clientKey[i] ^ signature[i]);
            }
            expectedSignature = Base64.getEncoder().encodeToString(hmac(hmac(salted, "Server Key"), authMessage));
            return withoutProof + ",p=" + Base64.getEncoder().encodeToString(proof);
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    /** Has the server proved that it knows the password too? */
    public boolean accepts(String serverFinal) {
        return serverFinal.equals("v=" + expectedSignature);
    }

    private static Optional<String> field(String message, String name) {
        for (String part : message.split(",", -1)) {
            if (part.startsWith(name)) {
                return Optional.of(part.substring(name.length()));
            }
        }
        return Optional.empty();
    }

    private static byte[] hmac(byte[] key, String message) throws GeneralSecurityException {
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(key, "HmacSHA256"));
        return mac.doFinal(message.getBytes(StandardCharsets.UTF_8));
    }
}
