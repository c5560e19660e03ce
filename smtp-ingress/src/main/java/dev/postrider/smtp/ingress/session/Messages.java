package dev.postrider.smtp.ingress.session;

import dev.postrider.smtp.BodyType;
import dev.postrider.smtp.ingress.policy.pipeline.Decision;
import dev.postrider.smtp.ingress.policy.pipeline.Finding;
import dev.postrider.smtp.ingress.policy.pipeline.PolicyStep;
import java.util.List;

/** Puts together what is to be made durable. */
public final class Messages {
    private Messages() {}

    public static Mail mail(
            SmtpState state,
            Transaction.Open transaction,
            SmtpEvent.BodyReceived body,
            BodyType bodyType,
            List<Finding> findings,
            Decision.Accept decision,
            SessionRules rules) {
        SessionFacts session =
                SessionFacts.of(state, rules.listener(), transaction.mail().smtputf8());
        String trace = TraceHeader.of(body.queueId(), body.nowMs(), session, transaction, body.facts(), rules)
                + String.join("", decision.change().added());
        return new Mail(
                body.queueId(),
                body.nowMs(),
                transaction,
                bodyType,
                trace,
                session,
                decision.quarantine(),
                decision.change().removed());
    }

    /** What the policy is to look at. */
    public static Candidate candidate(
            SmtpState state,
            Transaction.Open transaction,
            SmtpEvent.BodyReceived body,
            List<PolicyStep> steps,
            SessionRules rules) {
        return new Candidate(
                body.queueId(),
                rules.hostname(),
                body.nowMs(),
                steps,
                transaction,
                SessionFacts.of(state, rules.listener(), transaction.mail().smtputf8()));
    }
}
