package dev.postrider.imap.session;

import dev.postrider.sasl.SaslMechanism;
import dev.postrider.sasl.SaslTerms;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** What we say we can, RFC 3501 s7.2.1. Only what works stands here. */
public final class Capabilities {
    private static final String AUTHENTICATED =
            "IMAP4rev1 LITERAL+ ID NAMESPACE CHILDREN SPECIAL-USE UNSELECT UIDPLUS MOVE IDLE";
    /** RFC 7888: before the login literals that are not waited for may have 4096 octets, which is what LITERAL- says. */
    private static final String ANONYMOUS = "IMAP4rev1 LITERAL- ID SASL-IR";

    /** How one can log in by SASL. PLAIN has no use for the other terms. */
    public static final SaslTerms SASL =
            new SaslTerms(Set.of(SaslMechanism.PLAIN), Optional.empty(), SaslTerms.INVALID_TOKEN);

    private static final String AUTH = SASL.offered().stream()
            .sorted()
            .map(mechanism -> " AUTH=" + mechanism.wireName())
            .collect(Collectors.joining());

    private Capabilities() {}

    public static String of(ImapState state, SessionRules rules) {
        if (state.isAuthenticated()) {
            return AUTHENTICATED;
        }
        return ANONYMOUS
                + (rules.startTls() && !state.encrypted() ? " STARTTLS" : "")
                + (mayLogIn(state) ? AUTH : " LOGINDISABLED");
    }

    /** Is the connection safe enough for a password? */
    public static boolean mayLogIn(ImapState state) {
        return state.encrypted() || state.peer().plaintextLogin();
    }
}
