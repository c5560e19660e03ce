package dev.postrider.smtp.ingress.policy;

import dev.postrider.mail.Address;
import dev.postrider.smtp.MailCommand;
import dev.postrider.smtp.ReversePath;
import java.util.Optional;

/** Whose word is taken for who submitted a message, RFC 4954 s5. */
public final class SubmitterPolicy {
    private SubmitterPolicy() {}

    /**
     * What AUTH= says, if a login says it of itself: of its own name, or of the sender, which it was checked for. Everything else is {@code
     * <>}: a user of ours must not be able to make the next server believe that somebody else has submitted this.
     *
     * @param login canonical; empty: the session has none
     */
    public static ReversePath trusted(MailCommand mail, Optional<String> login) {
        if (login.isEmpty()
                || mail.submitter().isEmpty()
                || !(mail.submitter().get() instanceof ReversePath.Mailbox(Address submitter))) {
            return ReversePath.Null.PATH;
        }
        boolean sender = mail.reversePath() instanceof ReversePath.Mailbox(Address address)
                && address.canonical().equals(submitter.canonical());
        return sender || submitter.canonical().toString().equals(login.get())
                ? mail.submitter().get()
                : ReversePath.Null.PATH;
    }
}
