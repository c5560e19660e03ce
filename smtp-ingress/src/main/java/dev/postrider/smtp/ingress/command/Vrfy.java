package dev.postrider.smtp.ingress.command;

import dev.postrider.mail.EnhancedStatusCode;
import dev.postrider.smtp.Frame.CommandLine;
import dev.postrider.smtp.Reply;
import dev.postrider.smtp.Verb;
import dev.postrider.smtp.ingress.policy.Reason;
import dev.postrider.smtp.ingress.session.SmtpState;
import dev.postrider.smtp.ingress.session.Step;

/** VRFY, RFC 5321 s4.1.1.6: tells nothing (s7.3), so that nobody harvests addresses; RCPT is the way to ask. */
public final class Vrfy {
    private static final Reply NO_ANSWER =
            Reply.of(252, new EnhancedStatusCode(2, 5, 2), "Cannot VRFY user, but will take mail for it if it exists");

    private Vrfy() {}

    public static Step proceed(SmtpState state, CommandLine line) {
        return line.argument().isEmpty()
                ? Step.refuse(state, Verb.VRFY, Reason.ARGUMENT_REQUIRED)
                : Step.reply(state, Verb.VRFY, NO_ANSWER);
    }
}
