package dev.postrider.mailbox.directory.adapter;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Ticker;
import dev.postrider.mailbox.directory.port.VerifiedLogins;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.InvalidKeyException;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Duration;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** HMAC-SHA-256 under a key that lives as long as the process, in a bounded cache. */
public final class CaffeineVerifiedLogins implements VerifiedLogins {
    private static final String ALGORITHM = "HmacSHA256";
    private static final int KEY_OCTETS = 32;

    private final SecretKeySpec key;
    private final Cache<Fingerprint, Boolean> known;

    /**
     * @param rememberFor zero: nothing is remembered
     */
    public CaffeineVerifiedLogins(Duration rememberFor, int rememberAtMost, Ticker ticker) {
        byte[] octets = new byte[KEY_OCTETS];
        new SecureRandom().nextBytes(octets);
        this.key = new SecretKeySpec(octets, ALGORITHM);
        this.known = Caffeine.newBuilder()
                .maximumSize(rememberAtMost)
                .expireAfterWrite(rememberFor)
                .ticker(ticker)
                .build();
    }

    @Override
    public Fingerprint fingerprint(String first, String second, String password) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(key);
            // Each part with its length: no two triples make the same input.
            for (String part : new String[] {first, second, password}) {
                byte[] octets = part.getBytes(StandardCharsets.UTF_8);
                mac.update(
                        ByteBuffer.allocate(Integer.BYTES).putInt(octets.length).array());
                mac.update(octets);
            }
            return new Fingerprint(mac.doFinal());
        } catch (NoSuchAlgorithmException | InvalidKeyException impossible) {
            throw new IllegalStateException("every Java platform has " + ALGORITHM, impossible);
        }
    }

    @Override
    public boolean contains(Fingerprint fingerprint) {
        return known.getIfPresent(fingerprint) != null;
    }

    @Override
    public void add(Fingerprint fingerprint) {
        known.put(fingerprint, true);
    }
}
