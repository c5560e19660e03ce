package dev.postrider.smtp.ingress.session;

import dev.postrider.smtp.Extension;
import dev.postrider.smtp.Reply;
import dev.postrider.smtp.ingress.policy.AuthenticationRules;
import dev.postrider.smtp.ingress.policy.Extensions;
import dev.postrider.smtp.ingress.policy.HeaderEdits;
import dev.postrider.smtp.ingress.policy.HeaderRules;
import dev.postrider.smtp.ingress.policy.Introducers;
import dev.postrider.smtp.ingress.policy.Limits;
import dev.postrider.smtp.ingress.policy.ListenerRules;
import dev.postrider.smtp.ingress.policy.pipeline.PolicyRules;
import java.util.Set;

/**
 * What all sessions of a listener have in common.
 *
 * @param hostname how we name ourselves
 * @param authentication how clients may log in
 * @param policy what is asked of each message
 * @param introducers who may speak for other clients
 */
public record SessionRules(
        String hostname,
        ListenerRules listener,
        Limits limits,
        Extensions extensions,
        AuthenticationRules authentication,
        PolicyRules policy,
        Introducers introducers) {
    /** With the extensions that the system acts on, passwords to log in, and for clients that speak for themselves. */
    public SessionRules(String hostname, ListenerRules listener, Limits limits, PolicyRules policy) {
        this(
                hostname,
                listener,
                limits,
                Extensions.ACTED_ON,
                AuthenticationRules.PASSWORDS,
                policy,
                Introducers.NOBODY);
    }

    /** RFC 5321 s4.2: it holds our name and the word that says which protocol this is. */
    public Reply greeting() {
        return Reply.of(220, hostname + (listener.speaksLmtp() ? " LMTP" : " ESMTP") + " Postrider");
    }

    /** The extensions of this listener. */
    public Set<Extension> served() {
        return extensions.of(listener);
    }

    /** What happens to headers. */
    public HeaderRules headerRules() {
        return new HeaderRules(
                limits.headerOctets(), HeaderEdits.of(listener.purpose(), hostname), hostname, limits.loopHops());
    }

    /** The same with other limits. */
    public SessionRules within(Limits others) {
        return new SessionRules(hostname, listener, others, extensions, authentication, policy, introducers);
    }
}
