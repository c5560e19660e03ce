package dev.postrider.smtp.ingress.session;

import dev.postrider.smtp.Extension;
import dev.postrider.smtp.ingress.policy.Extensions;
import dev.postrider.smtp.ingress.policy.HeaderEdits;
import dev.postrider.smtp.ingress.policy.Limits;
import dev.postrider.smtp.ingress.policy.ListenerRules;
import dev.postrider.smtp.ingress.policy.pipeline.PolicyRules;
import java.util.Set;

/**
 * What all sessions of a listener have in common.
 *
 * @param hostname how we name ourselves
 * @param policy what is asked of each message
 */
public record SessionRules(
        String hostname, ListenerRules listener, Limits limits, Extensions extensions, PolicyRules policy) {
    /** With the extensions that the system acts on. */
    public SessionRules(String hostname, ListenerRules listener, Limits limits, PolicyRules policy) {
        this(hostname, listener, limits, Extensions.ACTED_ON, policy);
    }

    /** The extensions of this listener. */
    public Set<Extension> served() {
        return extensions.of(listener);
    }

    /** What is taken out of headers. */
    public HeaderEdits headerEdits() {
        return HeaderEdits.of(listener.purpose());
    }
}
