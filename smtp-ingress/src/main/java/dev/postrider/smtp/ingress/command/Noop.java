package dev.postrider.smtp.ingress.command;

import dev.postrider.mail.EnhancedStatusCode;
import dev.postrider.smtp.Reply;
import dev.postrider.smtp.Verb;
import dev.postrider.smtp.ingress.session.SmtpState;
import dev.postrider.smtp.ingress.session.Step;

/** NOOP, RFC 5321 s4.1.1.9: nothing, whatever its argument. */
public final class Noop {
    private static final Reply OK = Reply.of(250, EnhancedStatusCode.OK, "Ok");

    private Noop() {}

    public static Step proceed(SmtpState state) {
        return Step.reply(state, Verb.NOOP, OK);
    }
}
