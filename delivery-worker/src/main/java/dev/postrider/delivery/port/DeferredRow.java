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
        Optional<String> traceparent) {}
