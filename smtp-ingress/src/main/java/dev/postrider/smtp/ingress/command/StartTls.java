package dev.postrider.smtp.ingress.command;

import dev.postrider.mail.EnhancedStatusCode;
import dev.postrider.smtp.Frame.CommandLine;
import dev.postrider.smtp.Reply;
import dev.postrider.smtp.Verb;
import dev.postrider.smtp.ingress.policy.Reason;
import dev.postrider.smtp.ingress.session.CloseCause;
import dev.postrider.smtp.ingress.session.Greeting;
import dev.postrider.smtp.ingress.session.Phase;
import dev.postrider.smtp.ingress.session.SessionRules;
import dev.postrider.smtp.ingress.session.SmtpAction;
import dev.postrider.smtp.ingress.session.SmtpState;
import dev.postrider.smtp.ingress.session.Step;

/** STARTTLS, RFC 3207. Octets that came with it in plaintext would speak inside the encrypted session: that is an attack. */
public final class StartTls {
    private static final Reply GO_AHEAD = Reply.of(220, EnhancedStatusCode.OK, "Ready to start TLS");

    private StartTls() {}

    public static Step proceed(SmtpState state, CommandLine line, boolean octetsFollow, SessionRules rules) {
        if (!rules.listener().startTls()) {
            return Step.refuse(state, Verb.STARTTLS, Reason.COMMAND_NOT_IMPLEMENTED);
        }
        if (state.encryption().isActive()) {
            return Step.refuse(state, Verb.STARTTLS, Reason.TLS_ALREADY_ACTIVE);
        }
        if (!line.argument().isEmpty()) {
            return Step.refuse(state, Verb.STARTTLS, Reason.ARGUMENT_FORBIDDEN);
        }
        if (state.greeting() instanceof Greeting.None) {
            return Step.refuse(
                    state, Verb.STARTTLS, rules.listener().speaksLmtp() ? Reason.LHLO_FIRST : Reason.EHLO_FIRST);
        }
        if (state.transaction().isOpen()) {
            return Step.refuse(state, Verb.STARTTLS, Reason.IN_TRANSACTION);
        }
        return octetsFollow
                ? Step.of(state.in(new Phase.Closed()), new SmtpAction.Drop(CloseCause.STARTTLS_INJECTION))
                : Step.of(state.in(new Phase.AwaitingTls()), new SmtpAction.StartTls(GO_AHEAD));
    }
}
