package dev.postrider.smtp.ingress.session;

import dev.postrider.smtp.ingress.policy.ListenerRules;

/**
 * What the record tells of the session.
 *
 * @param clientName as the client introduced itself, or was introduced
 * @param protocol the {@code with} keyword of RFC 3848 and RFC 6531 s4.3
 */
public record SessionFacts(
        Peer peer, String listener, String clientName, String protocol, Encryption encryption, Login login) {
    static SessionFacts of(SmtpState state, ListenerRules listener, boolean smtputf8) {
        return switch (state.greeting()) {
            case Greeting.None ignored ->
                new SessionFacts(state.peer(), listener.name(), "", "SMTP", state.encryption(), state.login());
            case Greeting.Given(var name, boolean extended) ->
                new SessionFacts(
                        state.peer(),
                        listener.name(),
                        state.peer()
                                .introduction()
                                .flatMap(Peer.Introduction::helo)
                                .orElse(name.text()),
                        protocol(
                                listener.speaksLmtp(),
                                extended,
                                smtputf8,
                                state.encryption().isActive(),
                                state.login().isAuthenticated()),
                        state.encryption(),
                        state.login());
        };
    }

    private static String protocol(
            boolean lmtp, boolean extended, boolean smtputf8, boolean tls, boolean authenticated) {
        if (!extended) {
            return "SMTP";
        }
        String base = lmtp ? (smtputf8 ? "UTF8LMTP" : "LMTP") : smtputf8 ? "UTF8SMTP" : "ESMTP";
        return base + (tls ? "S" : "") + (authenticated ? "A" : "");
    }
}
