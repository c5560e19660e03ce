package dev.postrider.smtp.ingress.command;

import dev.postrider.smtp.Reply;
import dev.postrider.smtp.Verb;
import dev.postrider.smtp.ingress.policy.ListenerRules;
import dev.postrider.smtp.ingress.policy.Reason;
import dev.postrider.smtp.ingress.session.SmtpAction;
import dev.postrider.smtp.ingress.session.Transaction;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The replies to a message: one by SMTP, one for each accepted recipient by LMTP (RFC 2033 s4.2). A message is made durable for all
 * of its recipients or for none, so they are all the same; the metrics and the count of errors know one of them.
 */
final class EndOfData {
    private EndOfData() {}

    static List<SmtpAction> accepted(Verb verb, Transaction.Open open, ListenerRules listener, Reply reply) {
        return replies(SmtpAction.SendReply.to(verb, reply), open, listener);
    }

    static List<SmtpAction> refused(Verb verb, Transaction.Open open, ListenerRules listener, Reason reason) {
        return replies(SmtpAction.SendReply.refusal(verb, reason), open, listener);
    }

    private static List<SmtpAction> replies(SmtpAction.SendReply first, Transaction.Open open, ListenerRules listener) {
        if (!listener.speaksLmtp()) {
            return List.of(first);
        }
        List<SmtpAction> replies = new ArrayList<>(open.recipients().size());
        replies.add(first);
        SmtpAction another = new SmtpAction.SendReply(Optional.empty(), first.reply(), first.reason());
        for (int i = 1; i < open.recipients().size(); i++) {
            replies.add(another);
        }
        return replies;
    }
}
