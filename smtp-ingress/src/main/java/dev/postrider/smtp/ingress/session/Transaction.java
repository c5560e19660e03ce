package dev.postrider.smtp.ingress.session;

import dev.postrider.smtp.MailCommand;
import dev.postrider.smtp.RcptCommand;
import dev.postrider.smtp.ingress.policy.Target;
import java.util.ArrayList;
import java.util.List;

/** The mail transaction, RFC 5321 s3.3. */
public sealed interface Transaction {
    /** None. */
    record None() implements Transaction {}

    /**
     * Begun by MAIL.
     *
     * @param recipients those that were accepted, in their order
     * @param refusedRecipients how many were not
     * @param envelopeOctets of all commands so far
     */
    record Open(MailCommand mail, List<Recipient> recipients, int refusedRecipients, int envelopeOctets)
            implements Transaction {
        public Open plus(List<Recipient> more, int refused, int octets) {
            List<Recipient> all = recipients;
            if (!more.isEmpty()) {
                all = new ArrayList<>(recipients.size() + more.size());
                all.addAll(recipients);
                all.addAll(more);
            }
            return new Open(mail, all, refusedRecipients + refused, envelopeOctets + octets);
        }
    }

    /** An accepted recipient and where it leads, decided once and for all at RCPT. */
    record Recipient(RcptCommand command, List<Target> targets) {}

    /** Was there a MAIL? */
    default boolean isOpen() {
        return this instanceof Open;
    }
}
