package dev.postrider.smtp.client;

import dev.postrider.smtp.Reply;
import java.util.HashSet;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.Set;

/**
 * What a server announced in its answer to EHLO, RFC 5321 s4.1.1.1. Keywords that we have no use for are dropped.
 *
 * @param pipelining RFC 2920
 * @param startTls RFC 3207
 * @param eightBitMime RFC 6152
 * @param smtpUtf8 RFC 6531
 * @param dsn RFC 3461
 * @param size RFC 1870 is offered at all
 * @param sizeLimitOctets the fixed limit of RFC 1870; empty if there is none
 * @param maxRecipients RCPTMAX of RFC 9422; empty if not told
 * @param authMechanisms in upper case, RFC 4954
 */
public record Capabilities(
        boolean pipelining,
        boolean startTls,
        boolean eightBitMime,
        boolean smtpUtf8,
        boolean dsn,
        boolean size,
        OptionalLong sizeLimitOctets,
        OptionalLong maxRecipients,
        Set<String> authMechanisms) {

    /** Of a server that only knows HELO. */
    public static final Capabilities NONE = new Capabilities(
            false, false, false, false, false, false, OptionalLong.empty(), OptionalLong.empty(), Set.of());

    public Capabilities {
        authMechanisms = Set.copyOf(authMechanisms);
    }

    /**
     * Reads a 250 reply to EHLO.
     *
     * <pre>
     * ehlo-ok-rsp  = "250-" Domain [ SP ehlo-greet ] CRLF *( "250-" ehlo-line CRLF ) "250" SP ehlo-line CRLF
     * ehlo-line    = ehlo-keyword *( SP ehlo-param )
     * </pre>
     */
    public static Capabilities of(Reply reply) {
        Set<String> keywords = new HashSet<>();
        Set<String> mechanisms = new HashSet<>();
        OptionalLong sizeLimit = OptionalLong.empty();
        OptionalLong maxRecipients = OptionalLong.empty();
        for (String line : reply.lines().subList(1, reply.lines().size())) {
            // QUIRK(auth-equals): old servers announce "AUTH=PLAIN LOGIN" beside or instead of "AUTH PLAIN LOGIN".
            String[] words = line.strip()
                    .toUpperCase(Locale.ROOT)
                    .replaceFirst("^AUTH=", "AUTH ")
                    .split(" +", -1);
            keywords.add(words[0]);
            for (int i = 1; i < words.length; i++) {
                switch (words[0]) {
                    case "AUTH" -> mechanisms.add(words[i]);
                    case "SIZE" -> sizeLimit = positive(words[i]);
                    case "LIMITS" -> {
                        if (words[i].startsWith("RCPTMAX=")) {
                            maxRecipients = positive(words[i].substring("RCPTMAX=".length()));
                        }
                    }
                    default -> {
                        // Parameters of other keywords say nothing to a client like us.
                    }
                }
            }
        }
        return new Capabilities(
                keywords.contains("PIPELINING"),
                keywords.contains("STARTTLS"),
                keywords.contains("8BITMIME"),
                keywords.contains("SMTPUTF8"),
                keywords.contains("DSN"),
                keywords.contains("SIZE"),
                sizeLimit,
                maxRecipients,
                mechanisms);
    }

    private static OptionalLong positive(String digits) {
        if (digits.isEmpty() || digits.length() > 18 || !digits.chars().allMatch(c -> c >= '0' && c <= '9')) {
            return OptionalLong.empty();
        }
        long value = Long.parseLong(digits);
        return value > 0 ? OptionalLong.of(value) : OptionalLong.empty();
    }
}
