package dev.postrider.delivery.route;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.postrider.contracts.AcceptedMessage;
import dev.postrider.contracts.OutboundMessage;
import dev.postrider.contracts.Recipient;
import dev.postrider.contracts.TargetResult;
import dev.postrider.delivery.hold.Holding;
import dev.postrider.delivery.local.LocalDeliveries;
import dev.postrider.delivery.outcome.Mail;
import dev.postrider.delivery.outcome.RecipientOutcome;
import dev.postrider.delivery.policy.DeadLetterReason;
import dev.postrider.delivery.policy.Provider;
import dev.postrider.delivery.policy.Reason;
import dev.postrider.delivery.policy.Verdict;
import dev.postrider.delivery.port.InboundRecord;
import dev.postrider.delivery.port.LocalStoreException;
import dev.postrider.delivery.port.MailLog;
import dev.postrider.servicekit.failpoint.Failpoints;
import dev.postrider.servicekit.trace.TraceSpan;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * From {@code mail.accepted} to mailboxes and to {@code mail.outbound}. One context only.
 */
public final class AcceptedFlow {
    private static final Logger LOG = LoggerFactory.getLogger(AcceptedFlow.class);

    private final MailLog log;
    private final LocalDeliveries local;
    private final Outcomes outcomes;
    private final Settlements settlements;
    private final DeadLetters deadLetters;
    private final Holding holding;
    private final AttemptSpans spans;

    public AcceptedFlow(
            MailLog log,
            LocalDeliveries local,
            Outcomes outcomes,
            Settlements settlements,
            DeadLetters deadLetters,
            Holding holding,
            AttemptSpans spans) {
        this.log = log;
        this.local = local;
        this.outcomes = outcomes;
        this.settlements = settlements;
        this.deadLetters = deadLetters;
        this.holding = holding;
        this.spans = spans;
    }

    /** Takes the records of one poll: all of them queue before the first call starts. */
    public void handle(List<InboundRecord> records) {
        for (InboundRecord record : records) {
            try {
                begin(record);
            } catch (RuntimeException e) {
                LOG.error("a record that cannot be processed", e);
                bury(record, DeadLetterReason.UNPROCESSABLE, "", e.toString());
            }
        }
        local.flush();
    }

    /** Takes a row of {@code delivery.deferred} whose payload is an {@code AcceptedMessage}. */
    public Future<Void> retry(Origin origin, ByteString payload) {
        return planned(payload, (message, plan) -> {
            Future<Void> done = route(origin, message, plan);
            local.flush();
            return done;
        });
    }

    /** Ends such a row unasked, with the verdict for each of its recipients. */
    public Future<Void> giveUp(Origin origin, ByteString payload, Verdict verdict) {
        return planned(payload, (message, plan) -> settle(origin, message, plan, route -> verdict, TraceSpan.NONE));
    }

    private static Future<Void> planned(
            ByteString payload, BiFunction<AcceptedMessage, RoutePlan.Routed, Future<Void>> then) {
        try {
            AcceptedMessage message = Decoding.decode(AcceptedMessage.parser(), payload);
            return RoutePlanner.plan(message) instanceof RoutePlan.Routed plan
                    ? then.apply(message, plan)
                    : Future.failedFuture(new IllegalStateException("a deferred row that contradicts itself"));
        } catch (InvalidProtocolBufferException e) {
            return Future.failedFuture(e);
        }
    }

    private void begin(InboundRecord record) {
        try {
            AcceptedMessage message = Decoding.decode(AcceptedMessage.parser(), record.value());
            switch (RoutePlanner.plan(message)) {
                case RoutePlan.Inconsistent(String detail) ->
                    bury(record, DeadLetterReason.INCONSISTENT, message.getQueueId(), detail);
                case RoutePlan.Routed routed ->
                    route(
                                    new RecordOrigin(
                                            record, 0, message.getAcceptedAtMs(), Optional.empty(), settlements),
                                    message,
                                    routed)
                            .onFailure(failure -> routeFailed(record, message, failure));
            }
        } catch (InvalidProtocolBufferException e) {
            bury(record, DeadLetterReason.UNDECODABLE, "", String.valueOf(e.getMessage()));
        }
    }

    private void routeFailed(InboundRecord record, AcceptedMessage message, Throwable failure) {
        if (failure instanceof LocalStoreException refused && refused.kind() == LocalStoreException.Kind.REFUSED) {
            bury(record, DeadLetterReason.REFUSED_BY_STORE, message.getQueueId(), String.valueOf(refused.getMessage()));
            return;
        }
        LOG.atInfo()
                .addKeyValue("queueId", message.getQueueId())
                .addKeyValue("cause", failure.toString())
                .log("released");
        record.release();
    }

    private void bury(InboundRecord record, DeadLetterReason reason, String queueId, String detail) {
        deadLetters.bury(record, reason, queueId, detail).onFailure(drained -> record.release());
    }

    private Future<Void> route(Origin origin, AcceptedMessage message, RoutePlan.Routed plan) {
        TraceSpan attempt = plan.local().isPresent() ? spans.deliver(origin, Mail.of(message)) : TraceSpan.NONE;
        Future<List<TargetResult>> stored = plan.local()
                .map(item -> local.deliver(item, attempt))
                .orElseGet(() -> Future.succeededFuture(List.of()));
        return AttemptSpans.until(
                attempt,
                relay(plan.outbound(), spans.tracing().isOn() ? origin.traceparent() : Optional.empty())
                        .compose(relayed -> stored.transform(done -> {
                            if (done.failed() && !isFaulty(done.cause())) {
                                return Future.failedFuture(done.cause());
                            }
                            Optional<List<TargetResult>> results = Optional.ofNullable(done.result());
                            return settle(
                                    origin,
                                    message,
                                    plan,
                                    route -> Verdict.of(results.map(all -> reasonOf(all.get(route.item())))
                                            .orElse(Reason.STORE_FAILED)),
                                    attempt);
                        })));
    }

    private Future<Void> settle(
            Origin origin,
            AcceptedMessage message,
            RoutePlan.Routed plan,
            Function<RoutePlan.LocalRoute, Verdict> verdicts,
            TraceSpan attempt) {
        return outcomes.settle(
                origin,
                Mail.of(message),
                new LocalNarrowing(message, plan.localRoutes()),
                Provider.LOCAL,
                outcomesOf(message, plan, verdicts),
                attempt);
    }

    /** A fault that only this message meets is the message's to wait for; any other is the system's, or the end. */
    private static boolean isFaulty(Throwable cause) {
        return cause instanceof LocalStoreException known && known.kind() == LocalStoreException.Kind.FAULTY;
    }

    private Future<Void> relay(List<OutboundMessage> messages, Optional<String> traceparent) {
        if (messages.isEmpty()) {
            return Future.succeededFuture();
        }
        List<Future<Void>> sends = new ArrayList<>(messages.size());
        for (OutboundMessage message : messages) {
            sends.add(holding.until("outbound", () -> {
                Failpoints.hit("delivery.outbound.before");
                return log.relay(message, traceparent).compose(written -> {
                    Failpoints.hit("delivery.outbound.after");
                    return Future.<Void>succeededFuture();
                });
            }));
        }
        return Future.all(sends).mapEmpty();
    }

    private static List<RecipientOutcome> outcomesOf(
            AcceptedMessage message, RoutePlan.Routed plan, Function<RoutePlan.LocalRoute, Verdict> verdicts) {
        List<RecipientOutcome> came =
                new ArrayList<>(plan.localRoutes().size() + plan.refused().size());
        for (RoutePlan.LocalRoute route : plan.localRoutes()) {
            Recipient recipient = message.getRecipients(route.recipient());
            came.add(new RecipientOutcome(
                    came.size(),
                    recipient.getAddress(),
                    Long.toString(
                            recipient.getTargets(route.target()).getLocal().getAccountId()),
                    recipient.getOrcpt(),
                    recipient.getNotifyList(),
                    verdicts.apply(route)));
        }
        for (RoutePlan.Refused refused : plan.refused()) {
            Recipient recipient = message.getRecipients(refused.recipient());
            came.add(new RecipientOutcome(
                    came.size(),
                    recipient.getAddress(),
                    refused.finalRecipient(),
                    recipient.getOrcpt(),
                    recipient.getNotifyList(),
                    refused.verdict()));
        }
        return came;
    }

    private static Reason reasonOf(TargetResult result) {
        return switch (result.getStatus()) {
            case STORED, ALREADY_STORED -> Reason.STORED;
            case NO_SUCH_ACCOUNT -> Reason.NO_SUCH_ACCOUNT;
            case OVER_QUOTA -> Reason.OVER_QUOTA;
            case FAILED, STATUS_UNSPECIFIED, UNRECOGNIZED -> Reason.STORE_FAILED;
        };
    }
}
