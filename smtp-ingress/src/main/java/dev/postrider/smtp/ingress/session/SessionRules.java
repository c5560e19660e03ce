package dev.postrider.smtp.ingress.session;

import dev.postrider.smtp.ingress.policy.HeaderEdits;
import dev.postrider.smtp.ingress.policy.Limits;
import dev.postrider.smtp.ingress.policy.ListenerRules;

/** What all sessions of a listener have in common. {@code hostname} is how we name ourselves. */
public record SessionRules(String hostname, ListenerRules listener, Limits limits) {
    /** What is taken out of headers. */
    public HeaderEdits headerEdits() {
        return HeaderEdits.of(listener.purpose());
    }
}
