package dev.postrider.smtp.ingress.session;

import dev.postrider.mailauth.results.AuthenticationResults;
import dev.postrider.mailauth.results.MethodResult;
import dev.postrider.smtp.BodyType;
import dev.postrider.smtp.ingress.policy.pipeline.Decision;
import dev.postrider.smtp.ingress.policy.pipeline.Finding;
import dev.postrider.smtp.ingress.policy.pipeline.PolicyStep;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

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
                + results(findings, state, transaction, rules)
                + String.join("", decision.change().added());
        return new Mail(
                body.queueId(),
                body.nowMs(),
                transaction,
                bodyType,
                trace,
                session,
                decision.quarantine(),
                body.facts().tlsNotRequired() && !transaction.mail().requests().requireTls(),
                decision.change().removed());
    }

    /** {@code Authentication-Results}, if there is anything to tell; below our Received, which is the newest trace. */
    private static String results(
            List<Finding> findings, SmtpState state, Transaction.Open transaction, SessionRules rules) {
        List<MethodResult> results = new ArrayList<>();
        if (rules.policy().tellsLogins() && state.login() instanceof Login.User(long ignored, String login)) {
            // RFC 8601 s2.7.4
            results.add(new MethodResult(
                    "auth", "pass", Optional.empty(), List.of(new MethodResult.Property("smtp", "auth", login))));
        }
        for (Finding finding : findings) {
            results.addAll(finding.results());
        }
        return results.isEmpty()
                ? ""
                : AuthenticationResults.field(
                        rules.hostname(), results, transaction.mail().smtputf8());
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
