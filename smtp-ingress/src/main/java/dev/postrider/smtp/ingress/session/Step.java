package dev.postrider.smtp.ingress.session;

import dev.postrider.smtp.Reply;
import dev.postrider.smtp.Verb;
import dev.postrider.smtp.ingress.policy.Reason;
import java.util.List;

/** What a session does next: its new state, and what is to be done, in order. */
public record Step(SmtpState state, List<SmtpAction> actions) {
    /** A step with its actions. */
    public static Step of(SmtpState state, SmtpAction... actions) {
        return new Step(state, List.of(actions));
    }

    /** The answer to a command, and nothing else. */
    public static Step reply(SmtpState state, Verb verb, Reply reply) {
        return of(state, SmtpAction.SendReply.to(verb, reply));
    }

    /** The refusal of a command, and nothing else. */
    public static Step refuse(SmtpState state, Verb verb, Reason reason) {
        return of(state, SmtpAction.SendReply.refusal(verb, reason));
    }
}
