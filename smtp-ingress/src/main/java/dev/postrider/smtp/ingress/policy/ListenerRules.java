package dev.postrider.smtp.ingress.policy;

/**
 * How the sessions of one listener begin and what they may.
 *
 * @param name as in the configuration: {@code mx}, {@code submission}; a metric label
 * @param purpose who talks to it
 * @param startTls whether STARTTLS is offered
 * @param requiresTls whether nothing that matters is done before TLS
 */
public record ListenerRules(String name, Purpose purpose, boolean startTls, boolean requiresTls) {
    /** Who talks to a listener. */
    public enum Purpose {
        /** Other servers, which bring mail for us. No AUTH, no relaying. */
        MX,
        /** Our users (RFC 6409): AUTH is required, and gives the right to relay. */
        SUBMISSION,
        /** Servers of ours that bring mail for local mailboxes, by LMTP (RFC 2033). No AUTH, no relaying. */
        LMTP
    }

    /** Must a session log in before MAIL? */
    public boolean requiresAuthentication() {
        return switch (purpose) {
            case MX, LMTP -> false;
            case SUBMISSION -> true;
        };
    }

    /** Is AUTH a command here? It is offered after TLS only. */
    public boolean servesAuthentication() {
        return requiresAuthentication();
    }

    /** Is LMTP spoken, and not SMTP? */
    public boolean speaksLmtp() {
        return switch (purpose) {
            case MX, SUBMISSION -> false;
            case LMTP -> true;
        };
    }
}
