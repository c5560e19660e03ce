package dev.postrider.delivery.port;

import com.google.protobuf.ByteString;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * One message with those of its recipients that are to be tried again.
 *
 * @param kind what {@code payload} is
 * @param destination domain, or empty for {@link Kind#LOCAL}
 * @param payload an {@code OutboundMessage} or an {@code AcceptedMessage}, narrowed to {@code recipients}
 * @param attempts made so far
 * @param delay until the next one
 * @param expiresAtMs Unix time after which the next attempt is the last
 * @param reason name of a {@code Reason}
 * @param bucket the {@code mail.outbound} partition whose owner tries again
 * @param delayReported whether the sender has been told of the delay
 * @param traceparent the trace context of the message's acceptance
 */
public record Deferral(
        String queueId,
        Kind kind,
        String destination,
        String sender,
        List<String> recipients,
        ByteString payload,
        long sizeOctets,
        int attempts,
        Duration delay,
        long acceptedAtMs,
        long expiresAtMs,
        String reason,
        String remoteHost,
        String remoteReply,
        int bucket,
        boolean delayReported,
        Optional<String> traceparent) {
    /** Which way the message goes. */
    public enum Kind {
        RELAY,
        LOCAL
    }

    public Deferral {
        recipients = List.copyOf(recipients);
    }
}
