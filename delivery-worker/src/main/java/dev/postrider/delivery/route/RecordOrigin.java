package dev.postrider.delivery.route;

import dev.postrider.delivery.port.Deferral;
import dev.postrider.delivery.port.HandledKey;
import dev.postrider.delivery.port.InboundRecord;
import dev.postrider.delivery.port.Settlement;
import dev.postrider.servicekit.failpoint.Failpoints;
import io.vertx.core.Future;
import java.util.Optional;

/**
 * A record of a topic.
 *
 * @param attemptsBefore as the record says
 * @param acceptedAtMs when the message was accepted: a copy of the record, made after a crash, says the same
 * @param handledKey for {@code mail.outbound}: what a copy of the record is recognised by
 */
record RecordOrigin(
        InboundRecord record,
        int attemptsBefore,
        long acceptedAtMs,
        Optional<HandledKey> handledKey,
        Settlements settlements)
        implements Origin {
    @Override
    public long plannedAtMs() {
        return acceptedAtMs;
    }

    /** A stray bucket does no harm, see {@code DeferredQueue#claim}; for {@code mail.outbound} it is exact. */
    @Override
    public int bucket() {
        return record.partition();
    }

    @Override
    public boolean lastAttempt() {
        return false;
    }

    @Override
    public boolean delayReported() {
        return false;
    }

    @Override
    public Optional<String> traceparent() {
        return record.traceparent();
    }

    @Override
    public Future<Void> settle(Optional<Deferral> remainder) {
        if (remainder.isEmpty() && handledKey.isEmpty()) {
            complete();
            return Future.succeededFuture();
        }
        return settlements.settle(new Settlement(remainder, handledKey)).map(written -> {
            complete();
            return null;
        });
    }

    private void complete() {
        Failpoints.hit("delivery.record.before-complete");
        record.complete();
    }

    @Override
    public void release() {
        record.release();
    }
}
