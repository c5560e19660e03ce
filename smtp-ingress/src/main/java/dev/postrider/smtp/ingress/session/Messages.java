package dev.postrider.smtp.ingress.session;

import dev.postrider.smtp.BodyType;

/** Puts together what is to be made durable. */
public final class Messages {
    private Messages() {}

    public static Mail mail(
            SmtpState state,
            Transaction.Open transaction,
            SmtpEvent.BodyReceived body,
            BodyType bodyType,
            SessionRules rules) {
        SessionFacts session =
                SessionFacts.of(state, rules.listener(), transaction.mail().smtputf8());
        String trace = TraceHeader.of(body.queueId(), body.nowMs(), session, transaction, body.facts(), rules);
        return new Mail(body.queueId(), body.nowMs(), transaction, bodyType, trace, session);
    }
}
