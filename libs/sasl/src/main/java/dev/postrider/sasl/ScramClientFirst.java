package dev.postrider.sasl;

import java.util.Optional;

/**
 * What the client says first in SCRAM, RFC 5802 s7.
 *
 * @param flag what the client says about channel binding
 * @param gs2Header as it was written, with both its commas
 * @param authzid as whom to act; empty: as oneself
 * @param bare the message without its {@code gs2Header}
 */
public record ScramClientFirst(
        Flag flag, String gs2Header, Optional<String> authzid, String login, String nonce, String bare) {
    /** Far more than any client sends. */
    private static final int MAX_CHARS = 4096;

    private static final int MAX_NONCE = 1024;

    /** {@code gs2-cbind-flag}. */
    public sealed interface Flag {
        /** {@code n}: the client cannot. */
        record NotSupported() implements Flag {}

        /** {@code y}: the client can, and thinks that the server cannot. */
        record NotOffered() implements Flag {}

        /** {@code p=type}: it does. */
        record Bound(String type) implements Flag {}
    }

    /**
     * Reads it; empty if it is none, or wants an extension that must be understood.
     *
     * <pre>
     * client-first-message = gs2-header [reserved-mext ","] "n=" saslname "," "r=" c-nonce ["," extensions]
     * gs2-header = gs2-cbind-flag "," ["a=" saslname] ","
     * gs2-cbind-flag = ("p=" cb-name) / "n" / "y"
     * </pre>
     */
    public static Optional<ScramClientFirst> parse(String message) {
        if (message.length() > MAX_CHARS || message.indexOf('\0') >= 0) {
            return Optional.empty();
        }
        Optional<Gs2Header> header = Gs2Header.parse(message);
        if (header.isEmpty()) {
            return Optional.empty();
        }
        String bare = message.substring(header.get().text().length());
        String[] parts = bare.split(",", -1);
        if (parts.length < 2 || !parts[0].startsWith("n=") || !parts[1].startsWith("r=")) {
            return Optional.empty();
        }
        for (int i = 2; i < parts.length; i++) {
            if (!isExtension(parts[i])) {
                return Optional.empty();
            }
        }
        String nonce = parts[1].substring(2);
        Optional<String> login = SaslName.decode(parts[0].substring(2));
        return isNonce(nonce) && nonce.length() <= MAX_NONCE
                ? login.map(name -> new ScramClientFirst(
                        header.get().flag(), header.get().text(), header.get().authzid(), name, nonce, bare))
                : Optional.empty();
    }

    /** {@code printable = %x21-2B / %x2D-7E}, at least one. */
    static boolean isNonce(String text) {
        return !text.isEmpty() && text.chars().allMatch(c -> c >= 0x21 && c <= 0x7E && c != ',');
    }

    /** {@code attr-val = ALPHA "=" value}; {@code m=} must be understood, and is not. */
    static boolean isExtension(String text) {
        return text.length() >= 3
                && (text.charAt(0) | 0x20) >= 'a'
                && (text.charAt(0) | 0x20) <= 'z'
                && text.charAt(0) != 'm'
                && text.charAt(1) == '=';
    }
}
