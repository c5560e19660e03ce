package dev.postrider.smtp.ingress.command;

import dev.postrider.mail.EnhancedStatusCode;
import dev.postrider.smtp.Frame.CommandLine;
import dev.postrider.smtp.Reply;
import dev.postrider.smtp.Verb;
import dev.postrider.smtp.ingress.policy.Reason;
import dev.postrider.smtp.ingress.session.SmtpState;
import dev.postrider.smtp.ingress.session.Step;

/** RSET, RFC 5321 s4.1.1.5: ends an open transaction. */
public final class Rset {
    private static final Reply OK = Reply.of(250, EnhancedStatusCode.OK, "Ok");

    private Rset() {}

    public static Step proceed(SmtpState state, CommandLine line) {
        return line.argument().isEmpty()
                ? Step.reply(state.withoutTransaction(), Verb.RSET, OK)
                : Step.refuse(state, Verb.RSET, Reason.ARGUMENT_FORBIDDEN);
    }
}
