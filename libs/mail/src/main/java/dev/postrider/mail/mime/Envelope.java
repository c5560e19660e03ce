package dev.postrider.mail.mime;

import dev.postrider.mail.header.EnvelopeAddress;
import java.util.List;
import java.util.Optional;

/**
 * The envelope structure of a message, RFC 3501 s7.4.2. Texts are unfolded, and encoded words (RFC 2047) are left alone.
 *
 * @param date absent if the header has no such field (so all)
 * @param sender the same as {@code from} unless the message says otherwise (so {@code replyTo})
 */
public record Envelope(
        Optional<String> date,
        Optional<String> subject,
        List<EnvelopeAddress> from,
        List<EnvelopeAddress> sender,
        List<EnvelopeAddress> replyTo,
        List<EnvelopeAddress> to,
        List<EnvelopeAddress> cc,
        List<EnvelopeAddress> bcc,
        Optional<String> inReplyTo,
        Optional<String> messageId) {
    /** The envelope of a message without a header. */
    public static final Envelope EMPTY = new Envelope(
            Optional.empty(),
            Optional.empty(),
            List.of(),
            List.of(),
            List.of(),
            List.of(),
            List.of(),
            List.of(),
            Optional.empty(),
            Optional.empty());

    public Envelope {
        from = List.copyOf(from);
        sender = List.copyOf(sender);
        replyTo = List.copyOf(replyTo);
        to = List.copyOf(to);
        cc = List.copyOf(cc);
        bcc = List.copyOf(bcc);
    }
}
