package dev.postrider.smtp.ingress.session;

import dev.postrider.smtp.Extension;
import dev.postrider.smtp.ingress.policy.Extensions;
import dev.postrider.smtp.ingress.policy.HeaderEdits;
import dev.postrider.smtp.ingress.policy.Limits;
import dev.postrider.smtp.ingress.policy.ListenerRules;
import java.util.Set;

/** What all sessions of a listener have in common. {@code hostname} is how we name ourselves. */
public record SessionRules(String hostname, ListenerRules listener, Limits limits, Extensions extensions) {
    /** With the extensions that the system acts on. */
    public SessionRules(String hostname, ListenerRules listener, Limits limits) {
        this(hostname, listener, limits, Extensions.ACTED_ON);
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
