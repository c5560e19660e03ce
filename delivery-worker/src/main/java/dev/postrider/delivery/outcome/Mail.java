package dev.postrider.delivery.outcome;

import dev.postrider.contracts.AcceptedMessage;
import dev.postrider.contracts.Content;
import dev.postrider.contracts.OutboundMessage;
import dev.postrider.contracts.ReversePath;

/** What every stage needs to know of a message, whichever record it came in. */
public record Mail(String queueId, long acceptedAtMs, ReversePath reversePath, Content content, String sessionId) {
    public static Mail of(AcceptedMessage message) {
        return new Mail(
                message.getQueueId(),
                message.getAcceptedAtMs(),
                message.getReversePath(),
                message.getContent(),
                message.getSession().getSessionId());
    }

    public static Mail of(OutboundMessage message) {
        return new Mail(
                message.getQueueId(), message.getAcceptedAtMs(), message.getReversePath(), message.getContent(), "");
    }

    /** Octets as they go over the wire or into a mailbox, without Return-Path. */
    public long sizeOctets() {
        return content.getTraceHeader().size() + content.getSizeOctets();
    }
}
