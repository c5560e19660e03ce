package dev.postrider.smtp.ingress.command;

import dev.postrider.smtp.ClientName;
import dev.postrider.smtp.Frame.CommandLine;
import dev.postrider.smtp.Reply;
import dev.postrider.smtp.Verb;
import dev.postrider.smtp.ingress.policy.Reason;
import dev.postrider.smtp.ingress.session.Greeting;
import dev.postrider.smtp.ingress.session.SessionRules;
import dev.postrider.smtp.ingress.session.SmtpState;
import dev.postrider.smtp.ingress.session.Step;
import java.util.Optional;

/** HELO, RFC 5321 s4.1.1.1: for clients without extensions. */
public final class Helo {
    private Helo() {}

    public static Step proceed(SmtpState state, CommandLine line, SessionRules rules) {
        Optional<ClientName> name = ClientName.parse(line.argument());
        if (name.isEmpty()) {
            return Step.refuse(
                    state, Verb.HELO, line.argument().isEmpty() ? Reason.ARGUMENT_REQUIRED : Reason.BAD_CLIENT_NAME);
        }
        SmtpState next = state.withoutTransaction().greeted(new Greeting.Given(name.get(), false));
        return Step.reply(next, Verb.HELO, Reply.of(250, rules.hostname()));
    }
}
