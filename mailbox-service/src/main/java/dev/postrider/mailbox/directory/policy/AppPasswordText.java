package dev.postrider.mailbox.directory.policy;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * How app passwords are written: seven groups of four characters of base 32 in lower case, {@code abcd-efgh-ijkl-mnop-qrst-uvwx-yz23}. Their
 * look tells which ones are worth looking up: the hash of a password that somebody has thought of never leaves the process in a fast form.
 */
public final class AppPasswordText {
    /** One character each: 140 bits in all. */
    public static final int RANDOM_OCTETS = 28;

    private static final String ALPHABET = "abcdefghijklmnopqrstuvwxyz234567";
    private static final int GROUP = 4;
    private static final Pattern WRITTEN = Pattern.compile("[a-z2-7]{28}");

    private AppPasswordText() {}

    /** @param random {@link #RANDOM_OCTETS}, of each of which five bits are used */
    public static String of(byte[] random) {
        StringBuilder out = new StringBuilder(RANDOM_OCTETS + RANDOM_OCTETS / GROUP);
        for (int i = 0; i < RANDOM_OCTETS; i++) {
            if (i > 0 && i % GROUP == 0) {
                out.append('-');
            }
            out.append(ALPHABET.charAt(random[i] & 31));
        }
        return out.toString();
    }

    /** SHA-256 of what looks like one, with or without hyphens and spaces; empty for everything else. */
    public static Optional<byte[]> digest(String password) {
        if (password.length() > 2 * RANDOM_OCTETS) {
            return Optional.empty();
        }
        String bare = password.replace("-", "").replace(" ", "");
        if (!WRITTEN.matcher(bare).matches()) {
            return Optional.empty();
        }
        try {
            return Optional.of(MessageDigest.getInstance("SHA-256").digest(bare.getBytes(StandardCharsets.US_ASCII)));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every Java platform has SHA-256", impossible);
        }
    }
}
