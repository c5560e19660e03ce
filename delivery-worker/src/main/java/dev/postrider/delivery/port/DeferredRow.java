package dev.postrider.delivery.port;

import com.google.protobuf.ByteString;
import java.util.Optional;

/**
 * A claimed row.
 *
 * @param fence the token under which it was claimed
 * @param plannedAtMs when the attempt was due, Unix time: the same in every repetition of the attempt
 * @param expired whether its time is up, so that this attempt is the last
 * @param traceparent the trace context of the message's acceptance
 * @param givenUp if an operator gave it up, so that it is not tried again, but reported to its sender
 */
public record DeferredRow(
        long id,
        long fence,
        String queueId,
        Deferral.Kind kind,
        String destination,
        ByteString payload,
        int attempts,
        int bucket,
        long plannedAtMs,
        boolean expired,
        boolean delayReported,
        Optional<String> traceparent,
        Optional<GivenUp> givenUp) {
    /**
     * What the report says.
     *
     * @param lastHost which server refused it last, with {@code lastReply}
     */
    public record GivenUp(String lastHost, String lastReply) {}
}
