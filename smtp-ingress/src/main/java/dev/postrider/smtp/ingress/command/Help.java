package dev.postrider.smtp.ingress.command;

import dev.postrider.mail.EnhancedStatusCode;
import dev.postrider.smtp.Reply;
import dev.postrider.smtp.Verb;
import dev.postrider.smtp.ingress.session.SmtpState;
import dev.postrider.smtp.ingress.session.Step;

/** HELP, RFC 5321 s4.1.1.8. */
public final class Help {
    private static final Reply COMMANDS = Reply.of(
            214,
            EnhancedStatusCode.OK,
            "Commands: EHLO HELO STARTTLS AUTH MAIL RCPT DATA BDAT RSET NOOP VRFY HELP QUIT; see RFC 5321");

    private Help() {}

    public static Step proceed(SmtpState state) {
        return Step.reply(state, Verb.HELP, COMMANDS);
    }
}
