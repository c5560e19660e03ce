package dev.postrider.smtp.ingress.session;

import dev.postrider.mail.QueueId;
import dev.postrider.smtp.BodyType;

/**
 * One message to be made durable, without its body.
 *
 * @param acceptedAtMs Unix time
 * @param bodyType what MAIL said, or 8BITMIME if the body turned out to need it
 * @param traceHeader lines to stand in front, each ended by CRLF
 */
public record Mail(
        QueueId queueId,
        long acceptedAtMs,
        Transaction.Open transaction,
        BodyType bodyType,
        String traceHeader,
        SessionFacts session) {}
