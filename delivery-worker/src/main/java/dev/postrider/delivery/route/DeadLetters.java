package dev.postrider.delivery.route;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import dev.postrider.contracts.DeadLetter;
import dev.postrider.contracts.LifecycleEvent;
import dev.postrider.delivery.hold.Holding;
import dev.postrider.delivery.policy.DeadLetterReason;
import dev.postrider.delivery.port.DeliveryMeters;
import dev.postrider.delivery.port.InboundRecord;
import dev.postrider.delivery.port.MailLog;
import dev.postrider.servicekit.failpoint.Failpoints;
import dev.postrider.servicekit.trace.TraceSpan;
import io.vertx.core.Future;
import java.time.InstantSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Puts records that nobody can process where an operator finds them whole, so that they hold nothing up and nothing is dropped. */
public final class DeadLetters {
    private static final Logger LOG = LoggerFactory.getLogger(DeadLetters.class);

    /** Beyond it a dead letter may exceed the broker's limit for a record; where the original stands is in the letter all the same. */
    private static final int MAX_VALUE_OCTETS = 900_000;

    private static final int MAX_DETAIL_CHARACTERS = 500;

    private final MailLog log;
    private final Holding holding;
    private final DeliveryMeters meters;
    private final InstantSource clock;

    public DeadLetters(MailLog log, Holding holding, DeliveryMeters meters, InstantSource clock) {
        this.log = log;
        this.holding = holding;
        this.meters = meters;
        this.clock = clock;
    }

    /**
     * Writes the record away and completes it.
     *
     * @param queueId as far as it is known; else empty
     */
    Future<Void> bury(InboundRecord record, DeadLetterReason reason, String queueId, String detail) {
        DeadLetter letter = DeadLetter.newBuilder()
                .setTopic(record.topic())
                .setPartition(record.partition())
                .setOffset(record.offset())
                .setKey(UnsafeByteOperations.unsafeWrap(record.key()))
                .setValue(value(record))
                .setReason(reason.name())
                .setDetail(cut(detail))
                .setAtMs(clock.millis())
                .build();
        return holding.until("dead-letter", () -> {
                    Failpoints.hit("delivery.dead-letter.before");
                    return log.bury(letter);
                })
                .onSuccess(written -> {
                    Failpoints.hit("delivery.dead-letter.after");
                    buried(record, reason, queueId, detail);
                    record.complete();
                });
    }

    private void buried(InboundRecord record, DeadLetterReason reason, String queueId, String detail) {
        meters.buried(reason);
        LOG.atError()
                .addKeyValue("queueId", queueId)
                .addKeyValue("topic", record.topic())
                .addKeyValue("partition", record.partition())
                .addKeyValue("offset", record.offset())
                .addKeyValue("reason", reason.label())
                .addKeyValue("detail", cut(detail))
                .log("dead letter");
        if (!queueId.isEmpty()) {
            log.tell(
                    LifecycleEvent.newBuilder()
                            .setQueueId(queueId)
                            .setAtMs(clock.millis())
                            .setKind(LifecycleEvent.Kind.DEAD_LETTERED)
                            .setReason(reason.name())
                            .build(),
                    TraceSpan.NONE);
        }
    }

    private static ByteString value(InboundRecord record) {
        return UnsafeByteOperations.unsafeWrap(record.value(), 0, Math.min(record.value().length, MAX_VALUE_OCTETS));
    }

    private static String cut(String detail) {
        return detail.length() > MAX_DETAIL_CHARACTERS ? detail.substring(0, MAX_DETAIL_CHARACTERS) : detail;
    }
}
