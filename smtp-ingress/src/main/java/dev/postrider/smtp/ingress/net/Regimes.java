package dev.postrider.smtp.ingress.net;

import dev.postrider.smtp.ingress.session.SessionRules;
import dev.postrider.smtp.ingress.session.SmtpSession;
import java.util.function.BooleanSupplier;

/** How sessions are treated usually and under stress. A session that began before changes with the rest: its state is its own, its rules are not. */
final class Regimes {
    private final BooleanSupplier stressed;
    private final SmtpSession usualSession;
    private final SmtpSession stressedSession;
    private final Timeouts usualTimeouts;
    private final Timeouts stressedTimeouts;

    Regimes(SessionRules rules, Timeouts timeouts, Overload overload) {
        this.stressed = overload.stressed();
        this.usualSession = new SmtpSession(rules);
        this.stressedSession = new SmtpSession(rules.within(overload.stress().over(rules.limits())));
        this.usualTimeouts = timeouts;
        this.stressedTimeouts = overload.stress().over(timeouts);
    }

    SmtpSession session() {
        return stressed.getAsBoolean() ? stressedSession : usualSession;
    }

    Timeouts timeouts() {
        return stressed.getAsBoolean() ? stressedTimeouts : usualTimeouts;
    }
}
