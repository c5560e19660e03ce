package dev.postrider.smtp.ingress.session;

import dev.postrider.mail.QueueId;
import dev.postrider.smtp.BodyType;
import dev.postrider.smtp.ingress.policy.pipeline.HeaderChange;
import java.util.List;

/**
 * One message to be made durable, without its body.
 *
 * @param acceptedAtMs Unix time
 * @param bodyType what MAIL said, or 8BITMIME if the body turned out to need it
 * @param traceHeader lines to stand in front, each ended by CRLF
 * @param quarantine whether it is to be filed under Junk
 * @param tlsNotRequired whether its header says so (RFC 8689 s5); MAIL with REQUIRETLS knows better
 * @param removed fields that a filter wants out of the header
 */
public record Mail(
        QueueId queueId,
        long acceptedAtMs,
        Transaction.Open transaction,
        BodyType bodyType,
        String traceHeader,
        SessionFacts session,
        boolean quarantine,
        boolean tlsNotRequired,
        List<HeaderChange.Removal> removed) {}
