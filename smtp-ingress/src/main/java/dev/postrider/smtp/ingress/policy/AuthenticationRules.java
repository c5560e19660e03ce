package dev.postrider.smtp.ingress.policy;

import dev.postrider.sasl.ChannelBinding;
import dev.postrider.sasl.SaslMechanism;
import dev.postrider.sasl.SaslTerms;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/**
 * How clients may log in.
 *
 * @param mechanisms those that are served, where the connection allows them
 * @param failuresPerSession of which the last is followed by 421
 * @param failureDelay from a failure to its reply; the same whatever the reason
 * @param tokenRefusal told to a client whose token is refused: a JSON object, RFC 7628 s3.2.2
 */
public record AuthenticationRules(
        Set<SaslMechanism> mechanisms, int failuresPerSession, Duration failureDelay, String tokenRefusal) {
    /** PLAIN and LOGIN, without a delay. */
    public static final AuthenticationRules PASSWORDS = new AuthenticationRules(
            EnumSet.of(SaslMechanism.PLAIN, SaslMechanism.LOGIN), 5, Duration.ZERO, SaslTerms.INVALID_TOKEN);

    /** Copies the set. */
    public AuthenticationRules {
        mechanisms = Set.copyOf(mechanisms);
    }

    /** The terms on one connection: without something to bind to, no mechanism that binds. */
    public SaslTerms terms(Optional<ChannelBinding> binding) {
        Set<SaslMechanism> offered = EnumSet.noneOf(SaslMechanism.class);
        offered.addAll(mechanisms);
        if (binding.isEmpty()) {
            offered.remove(SaslMechanism.SCRAM_SHA_256_PLUS);
        }
        return new SaslTerms(offered, binding, tokenRefusal);
    }
}
