package dev.postrider.smtp.ingress.command;

import dev.postrider.mail.EnhancedStatusCode;
import dev.postrider.smtp.Frame.CommandLine;
import dev.postrider.smtp.Reply;
import dev.postrider.smtp.Verb;
import dev.postrider.smtp.ingress.policy.Reason;
import dev.postrider.smtp.ingress.session.CloseCause;
import dev.postrider.smtp.ingress.session.Phase;
import dev.postrider.smtp.ingress.session.SmtpAction;
import dev.postrider.smtp.ingress.session.SmtpState;
import dev.postrider.smtp.ingress.session.Step;

/** QUIT, RFC 5321 s4.1.1.10. */
public final class Quit {
    private static final Reply BYE = Reply.of(221, EnhancedStatusCode.OK, "Bye");

    private Quit() {}

    public static Step proceed(SmtpState state, CommandLine line) {
        return line.argument().isEmpty()
                ? Step.of(
                        state.in(new Phase.Closed()).withoutTransaction(),
                        SmtpAction.SendReply.to(Verb.QUIT, BYE),
                        new SmtpAction.Close(CloseCause.QUIT))
                : Step.refuse(state, Verb.QUIT, Reason.ARGUMENT_FORBIDDEN);
    }
}
