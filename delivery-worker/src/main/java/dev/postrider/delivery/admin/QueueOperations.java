package dev.postrider.delivery.admin;

import dev.postrider.contracts.LifecycleEvent;
import dev.postrider.delivery.adapter.PgQueueDesk;
import dev.postrider.delivery.hold.DrainingException;
import dev.postrider.delivery.policy.Reason;
import dev.postrider.delivery.port.DeferredRow;
import dev.postrider.delivery.port.MailLog;
import dev.postrider.servicekit.trace.TraceSpan;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Carries out what an operator wants done with deferred mail, and tells {@code mail.events}. */
public final class QueueOperations {
    private static final Logger LOG = LoggerFactory.getLogger(QueueOperations.class);

    /** Messages given up at a time: each is in memory with its body, and each sends a report. */
    private static final int GIVE_UP_AT_A_TIME = 50;

    private final PgQueueDesk desk;
    private final MailLog log;
    private final GivingUp givingUp;
    private final String owner;
    private final Duration lease;
    private final InstantSource clock;

    /** How the worker ends a message's way. */
    @FunctionalInterface
    public interface GivingUp {
        /** Reports to the sender, then removes the row. Fails with {@link DrainingException}, or if nobody understands the row, which then is held. */
        Future<Void> giveUp(DeferredRow claimed);
    }

    /** @param owner in whose name rows are claimed to be given up, for {@code lease} at first */
    public QueueOperations(
            PgQueueDesk desk, MailLog log, GivingUp givingUp, String owner, Duration lease, InstantSource clock) {
        this.desk = desk;
        this.log = log;
        this.givingUp = givingUp;
        this.owner = owner;
        this.lease = lease;
        this.clock = clock;
    }

    /**
     * Acts on at most {@code limit} of the rows that the filter lets through.
     *
     * @param after id of the last row of the part before; 0: from the start. What stays as it was is so not met again
     */
    public Future<ActionResult> act(QueueAction action, QueueFilter filter, long after, int limit) {
        Future<ActionResult> acted = switch (action) {
            case RETRY -> changed(action, desk.reschedule(filter, after, limit), limit);
            case HOLD -> changed(action, desk.hold(filter, after, limit), limit);
            case RELEASE -> changed(action, desk.release(filter, after, limit), limit);
            case DROP -> changed(action, desk.drop(filter, after, limit), limit);
            case FAIL -> fail(filter, after, Math.min(limit, GIVE_UP_AT_A_TIME));
        };
        return acted.compose(
                result -> result.next().isPresent() ? Future.succeededFuture(result) : counted(result, filter));
    }

    /** What was done is done, whether or not the rest can be counted. */
    private Future<ActionResult> counted(ActionResult result, QueueFilter filter) {
        return desk.busy(filter).map(result::withBusy).recover(failure -> {
            LOG.atWarn().addKeyValue("cause", failure.toString()).log("cannot count what workers are at");
            return Future.succeededFuture(result);
        });
    }

    private static Optional<Long> next(LongStream ids, boolean full) {
        return full ? ids.boxed().max(Long::compare) : Optional.empty();
    }

    private Future<ActionResult> changed(QueueAction action, Future<List<QueuedPart>> parts, int limit) {
        return parts.map(changed -> {
            changed.forEach(part -> tell(action, part));
            return new ActionResult(
                    changed.size(),
                    Optional.empty(),
                    0,
                    next(changed.stream().mapToLong(QueuedPart::id), changed.size() == limit));
        });
    }

    private void tell(QueueAction action, QueuedPart part) {
        for (String recipient : part.recipients()) {
            log.tell(
                    LifecycleEvent.newBuilder()
                            .setQueueId(part.queueId())
                            .setAtMs(clock.millis())
                            .setKind(action.event())
                            .setSender(part.sender())
                            .setRecipient(recipient)
                            .setAttempt(part.attempts())
                            .setNextAttemptAtMs(
                                    switch (action) {
                                        case RETRY, RELEASE ->
                                            part.nextAttemptAt().toEpochMilli();
                                        case HOLD, FAIL, DROP -> 0;
                                    })
                            .setReason(Reason.ADMINISTRATIVE.name())
                            .build(),
                    TraceSpan.NONE);
        }
        LOG.atInfo()
                .addKeyValue("queueId", part.queueId())
                .addKeyValue("destination", part.destination())
                .addKeyValue("action", action.label())
                .log("changed by an operator");
    }

    /** The worker tells of each as of any other outcome. */
    private Future<ActionResult> fail(QueueFilter filter, long after, int limit) {
        return desk.take(filter, after, limit, owner, lease).compose(taken -> {
            List<Future<Void>> ends = taken.stream().map(givingUp::giveUp).toList();
            Optional<Long> next = next(taken.stream().mapToLong(DeferredRow::id), taken.size() == limit);
            return Future.join(ends).transform(all -> outcome(ends, next));
        });
    }

    /** What a worker that drains did not end is another's to end. It says how far it got; if it got nowhere, that it drains. */
    private static Future<ActionResult> outcome(List<Future<Void>> ends, Optional<Long> next) {
        int given = 0;
        int unreadable = 0;
        Optional<Throwable> draining = Optional.empty();
        for (Future<Void> end : ends) {
            if (end.succeeded()) {
                given++;
            } else if (end.cause() instanceof DrainingException) {
                draining = Optional.of(end.cause());
            } else {
                unreadable++;
            }
        }
        return draining.isPresent() && given + unreadable == 0
                ? Future.failedFuture(draining.get())
                : Future.succeededFuture(new ActionResult(given, Optional.empty(), unreadable, next));
    }
}
