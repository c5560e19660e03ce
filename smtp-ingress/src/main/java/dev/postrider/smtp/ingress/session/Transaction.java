package dev.postrider.smtp.ingress.session;

import dev.postrider.smtp.MailCommand;
import dev.postrider.smtp.RcptCommand;
import dev.postrider.smtp.ingress.policy.Target;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

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
     * @param chunks what came by BDAT so far; empty: there was none
     */
    record Open(
            MailCommand mail,
            List<Recipient> recipients,
            int refusedRecipients,
            int envelopeOctets,
            Optional<Chunks> chunks)
            implements Transaction {
        /** As MAIL begins it. */
        public Open(MailCommand mail, int envelopeOctets) {
            this(mail, List.of(), 0, envelopeOctets, Optional.empty());
        }

        public Open plus(List<Recipient> more, int refused, int octets) {
            List<Recipient> all = recipients;
            if (!more.isEmpty()) {
                all = new ArrayList<>(recipients.size() + more.size());
                all.addAll(recipients);
                all.addAll(more);
            }
            return new Open(mail, all, refusedRecipients + refused, envelopeOctets + octets, chunks);
        }

        /** With one more chunk. */
        public Open with(Chunks next) {
            return new Open(mail, recipients, refusedRecipients, envelopeOctets, Optional.of(next));
        }

        /** Octets of all chunks so far. */
        public long chunkOctets() {
            return chunks.map(Chunks::octets).orElse(0L);
        }
    }

    /**
     * A message that comes in chunks.
     *
     * @param failed one of them was refused, so no more are taken
     */
    record Chunks(long octets, boolean failed) {}

    /** Has a message begun to come in chunks? */
    default boolean hasChunks() {
        return this instanceof Open open && open.chunks().isPresent();
    }

    /** An accepted recipient and where it leads, decided once and for all at RCPT. */
    record Recipient(RcptCommand command, List<Target> targets) {}

    /** Was there a MAIL? */
    default boolean isOpen() {
        return this instanceof Open;
    }
}
