package dev.postrider.servicekit.admin;

import dev.postrider.servicekit.config.Secret;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import org.jspecify.annotations.Nullable;

/** RFC 6750 s2.1, with one token. Digests are compared, in a time that depends on neither. */
final class BearerToken {
    private static final String SCHEME = "bearer ";

    private Secret token;
    private volatile byte[] digest;

    BearerToken(Secret token) {
        this.token = token;
        this.digest = digestOf(token.get());
    }

    /** Takes what stands in the token's file now, unless that is too short to be one. Blocks. */
    synchronized void renew() {
        Secret found = token.renewed();
        if (!found.equals(token) && found.get().length() >= AdminSettings.MIN_TOKEN_CHARS) {
            token = found;
            digest = digestOf(found.get());
        }
    }

    boolean isIn(@Nullable String authorization) {
        return authorization != null
                && authorization.regionMatches(true, 0, SCHEME, 0, SCHEME.length())
                && MessageDigest.isEqual(
                        digest,
                        digestOf(authorization.substring(SCHEME.length()).strip()));
    }

    private static byte[] digestOf(String text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every Java platform has SHA-256", impossible);
        }
    }
}
