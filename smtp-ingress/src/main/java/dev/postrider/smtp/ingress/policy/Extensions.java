package dev.postrider.smtp.ingress.policy;

import dev.postrider.smtp.Extension;
import java.util.EnumSet;
import java.util.Set;

/**
 * The one table of service extensions: to serve another one is a line here.
 *
 * @param served by some listener in some state; a parameter of any other is unknown (555)
 */
public record Extensions(Set<Extension> served) {
    /**
     * What the whole system acts on. The others are parsed, checked and carried in the record as well, and become true by a line here
     * once their promise is kept:
     *
     * <ul>
     *   <li>{@link Extension#BINARY_MIME}: IMAP cannot hand such a body out (RFC 3516), and relaying would need BDAT
     *   <li>{@link Extension#REQUIRE_TLS}: relaying verifies no certificates (RFC 8689 s4.2.1)
     *   <li>{@link Extension#MT_PRIORITY}: no queue knows priorities
     *   <li>{@link Extension#DELIVER_BY}: all mail is tried for the same time
     *   <li>{@link Extension#FUTURE_RELEASE}: nothing is held at its sender's wish
     * </ul>
     */
    public static final Extensions ACTED_ON = new Extensions(EnumSet.of(
            Extension.PIPELINING,
            Extension.SIZE,
            Extension.EIGHT_BIT_MIME,
            Extension.SMTPUTF8,
            Extension.ENHANCED_STATUS_CODES,
            Extension.CHUNKING,
            Extension.DSN,
            Extension.LIMITS,
            Extension.START_TLS,
            Extension.AUTH,
            Extension.XCLIENT));

    /** Copies the set. */
    public Extensions {
        served = Set.copyOf(served);
    }

    /** These and one more. */
    public Extensions with(Extension further) {
        EnumSet<Extension> all = EnumSet.of(further);
        all.addAll(served);
        return new Extensions(all);
    }

    /** What this listener serves once the session is where it has to be for it. */
    public Set<Extension> of(ListenerRules listener) {
        EnumSet<Extension> here = EnumSet.noneOf(Extension.class);
        for (Extension extension : served) {
            boolean isHere = switch (extension) {
                case START_TLS -> listener.startTls();
                case AUTH -> listener.servesAuthentication();
                // RFC 4865 s3: of submission only.
                case FUTURE_RELEASE -> listener.requiresAuthentication();
                case PIPELINING,
                        SIZE,
                        EIGHT_BIT_MIME,
                        SMTPUTF8,
                        ENHANCED_STATUS_CODES,
                        CHUNKING,
                        BINARY_MIME,
                        DSN,
                        LIMITS,
                        REQUIRE_TLS,
                        MT_PRIORITY,
                        DELIVER_BY,
                        XCLIENT -> true;
            };
            if (isHere) {
                here.add(extension);
            }
        }
        return here;
    }
}
