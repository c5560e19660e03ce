package dev.postrider.imap.message;

import dev.postrider.mail.header.EnvelopeAddress;
import dev.postrider.mail.mime.Envelope;
import java.util.List;

/** Writes ENVELOPE, RFC 3501 s7.4.2. */
public final class EnvelopeFormatter {
    private EnvelopeFormatter() {}

    /**
     * Writes an envelope with its parentheses.
     *
     * <pre>
     * envelope = "(" env-date SP env-subject SP env-from SP env-sender SP env-reply-to SP env-to SP env-cc SP env-bcc SP
     *            env-in-reply-to SP env-message-id ")"
     * </pre>
     */
    public static void write(Envelope envelope, ImapStringWriter out) {
        out.raw("(").nstring(envelope.date()).raw(" ").nstring(envelope.subject());
        addresses(envelope.from(), out.raw(" "));
        addresses(envelope.sender(), out.raw(" "));
        addresses(envelope.replyTo(), out.raw(" "));
        addresses(envelope.to(), out.raw(" "));
        addresses(envelope.cc(), out.raw(" "));
        addresses(envelope.bcc(), out.raw(" "));
        out.raw(" ")
                .nstring(envelope.inReplyTo())
                .raw(" ")
                .nstring(envelope.messageId())
                .raw(")");
    }

    /** {@code "(" 1*address ")" / nil}, {@code address = "(" addr-name SP addr-adl SP addr-mailbox SP addr-host ")"}. */
    private static void addresses(List<EnvelopeAddress> addresses, ImapStringWriter out) {
        if (addresses.isEmpty()) {
            out.nil();
            return;
        }
        out.raw("(");
        for (EnvelopeAddress address : addresses) {
            out.raw("(")
                    .nstring(address.name())
                    .raw(" ")
                    .nstring(address.route())
                    .raw(" ");
            out.nstring(address.mailbox()).raw(" ").nstring(address.host()).raw(")");
        }
        out.raw(")");
    }
}
