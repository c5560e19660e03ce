package dev.postrider.delivery.route;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.postrider.blobs.BlobStore;
import dev.postrider.contracts.Content;
import dev.postrider.contracts.OutboundMessage;
import dev.postrider.contracts.OutboundRecipient;
import dev.postrider.delivery.hold.DrainingException;
import dev.postrider.delivery.hold.Holding;
import dev.postrider.delivery.outcome.Mail;
import dev.postrider.delivery.outcome.RecipientOutcome;
import dev.postrider.delivery.policy.DeadLetterReason;
import dev.postrider.delivery.policy.Provider;
import dev.postrider.delivery.policy.Reason;
import dev.postrider.delivery.policy.Verdict;
import dev.postrider.delivery.port.DeferredQueue;
import dev.postrider.delivery.port.HandledKey;
import dev.postrider.delivery.port.InboundRecord;
import dev.postrider.delivery.relay.Relay;
import dev.postrider.mail.Address;
import dev.postrider.mail.QueueId;
import dev.postrider.servicekit.trace.TraceSpan;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * From {@code mail.outbound} to other servers. A copy of a record, made when a worker died at the wrong moment, is recognised and not relayed again. One
 * context only.
 */
public final class OutboundFlow {
    private static final Logger LOG = LoggerFactory.getLogger(OutboundFlow.class);

    private final Relay relay;
    private final Outcomes outcomes;
    private final Settlements settlements;
    private final DeadLetters deadLetters;
    private final DeferredQueue queue;
    private final BlobStore blobs;
    private final Holding holding;
    private final AttemptSpans spans;
    /** Records being worked on; a copy of one waits for its end. */
    private final Map<HandledKey, Promise<Void>> underWay = new HashMap<>();

    public OutboundFlow(
            Relay relay,
            Outcomes outcomes,
            Settlements settlements,
            DeadLetters deadLetters,
            DeferredQueue queue,
            BlobStore blobs,
            Holding holding,
            AttemptSpans spans) {
        this.relay = relay;
        this.outcomes = outcomes;
        this.settlements = settlements;
        this.deadLetters = deadLetters;
        this.queue = queue;
        this.blobs = blobs;
        this.holding = holding;
        this.spans = spans;
    }

    private record Decoded(InboundRecord record, OutboundMessage message, HandledKey key) {}

    /** Takes the records of one poll. */
    public void handle(List<InboundRecord> records) {
        List<Decoded> decoded = new ArrayList<>(records.size());
        records.forEach(record -> decode(record).ifPresent(decoded::add));
        // First the copies of what is under way, then the question: else the first copy could end in between and be
        // seen by neither.
        List<Decoded> first = decoded.stream().filter(this::enter).toList();
        if (first.isEmpty()) {
            return;
        }
        List<HandledKey> keys = first.stream().map(Decoded::key).toList();
        holding.until("handled", () -> queue.handled(keys))
                .onComplete(
                        handled -> first.forEach(each -> begin(each, handled)),
                        drained -> first.forEach(each -> leave(each, Future.failedFuture(drained))));
    }

    /** Notes that a record is under way; false for a copy of one that is, which then shares its fate. */
    private boolean enter(Decoded each) {
        Promise<Void> known = underWay.get(each.key());
        if (known == null) {
            underWay.put(each.key(), Promise.promise());
            return true;
        }
        InboundRecord copy = each.record();
        known.future().onComplete(done -> copy.complete(), failed -> copy.release());
        return false;
    }

    /** Ends what {@link #enter} began. */
    private void leave(Decoded each, Future<Void> end) {
        Promise<Void> promise = underWay.remove(each.key());
        if (end.failed()) {
            each.record().release();
        }
        if (promise != null) {
            end.onComplete(promise);
        }
    }

    /** Takes a row of {@code delivery.deferred} whose payload is an {@code OutboundMessage}. */
    public Future<Void> retry(Origin origin, ByteString payload) {
        return decode(payload).compose(message -> relay(origin, message, () -> false));
    }

    /** Ends such a row unasked, with the verdict for each of its recipients. */
    public Future<Void> giveUp(Origin origin, ByteString payload, Verdict verdict) {
        return decode(payload)
                .compose(message -> outcomes.settle(
                        origin,
                        Mail.of(message),
                        new OutboundNarrowing(message),
                        Provider.OTHER,
                        outcomesOf(message, Collections.nCopies(message.getRecipientsCount(), verdict)),
                        TraceSpan.NONE));
    }

    private static Future<OutboundMessage> decode(ByteString payload) {
        try {
            OutboundMessage message = Decoding.decode(OutboundMessage.parser(), payload);
            return inconsistency(message)
                    .<Future<OutboundMessage>>map(fault -> Future.failedFuture(new IllegalStateException(fault)))
                    .orElseGet(() -> Future.succeededFuture(message));
        } catch (InvalidProtocolBufferException e) {
            return Future.failedFuture(e);
        }
    }

    private Optional<Decoded> decode(InboundRecord record) {
        try {
            OutboundMessage message = Decoding.decode(OutboundMessage.parser(), record.value());
            Optional<String> fault = inconsistency(message);
            if (fault.isEmpty()) {
                HandledKey key = new HandledKey(message.getQueueId(), message.getDestinationDomain());
                return Optional.of(new Decoded(record, message, key));
            }
            bury(record, DeadLetterReason.INCONSISTENT, message.getQueueId(), fault.get());
        } catch (InvalidProtocolBufferException e) {
            bury(record, DeadLetterReason.UNDECODABLE, "", String.valueOf(e.getMessage()));
        } catch (RuntimeException e) {
            LOG.error("a record that cannot be processed", e);
            bury(record, DeadLetterReason.UNPROCESSABLE, "", e.toString());
        }
        return Optional.empty();
    }

    private void bury(InboundRecord record, DeadLetterReason reason, String queueId, String detail) {
        deadLetters.bury(record, reason, queueId, detail).onFailure(drained -> record.release());
    }

    private static Optional<String> inconsistency(OutboundMessage message) {
        if (QueueId.parse(message.getQueueId()).isEmpty()) {
            return Optional.of("no queue id: " + message.getQueueId());
        }
        if (message.getDestinationDomain().isEmpty() || message.getRecipientsCount() == 0) {
            return Optional.of("no destination or no recipients");
        }
        // What stands in an SMTP command must be an address and nothing more.
        for (OutboundRecipient recipient : message.getRecipientsList()) {
            if (Address.parse(recipient.getAddress()).isEmpty()) {
                return Optional.of("not an address: " + recipient.getAddress());
            }
        }
        String sender = message.getReversePath().getAddress();
        if (!sender.isEmpty() && Address.parse(sender).isEmpty()) {
            return Optional.of("not an address: " + sender);
        }
        return RoutePlanner.inconsistency(message.getContent());
    }

    private void begin(Decoded each, Set<HandledKey> handled) {
        InboundRecord record = each.record();
        if (handled.contains(each.key())) {
            LOG.atInfo().addKeyValue("queueId", each.message().getQueueId()).log("handled before");
            record.complete();
            leave(each, Future.succeededFuture());
        } else if (record.revoked()) {
            leave(each, Future.failedFuture(new DrainingException("revoked")));
        } else {
            OutboundMessage message = each.message();
            RecordOrigin origin = new RecordOrigin(
                    record, message.getAttempt(), message.getAcceptedAtMs(), Optional.of(each.key()), settlements);
            relay(origin, message, record::revoked)
                    .onComplete(
                            done -> leave(each, Future.succeededFuture()),
                            failure -> leave(each, Future.failedFuture(failure)));
        }
    }

    private Future<Void> relay(Origin origin, OutboundMessage message, BooleanSupplier revoked) {
        TraceSpan attempt = spans.relay(origin, Mail.of(message), message.getDestinationDomain());
        return AttemptSpans.until(
                attempt,
                bodyIsThere(message.getContent())
                        .compose(there -> there
                                ? relay.send(message, revoked, attempt)
                                : Future.succeededFuture(new Relay.Result(
                                        Collections.nCopies(
                                                message.getRecipientsCount(), Verdict.of(Reason.BODY_MISSING)),
                                        Provider.OTHER)))
                        .compose(result -> outcomes.settle(
                                origin,
                                Mail.of(message),
                                new OutboundNarrowing(message),
                                result.provider(),
                                outcomesOf(message, result.verdicts()),
                                attempt)));
    }

    /** A blob store that does not answer is the system's fault, and no reason to defer: it is waited for here. */
    private Future<Boolean> bodyIsThere(Content content) {
        return content.getBodyCase() == Content.BodyCase.BLOB_KEY
                ? holding.until("blob", () -> blobs.exists(content.getBlobKey()))
                : Future.succeededFuture(true);
    }

    private static List<RecipientOutcome> outcomesOf(OutboundMessage message, List<Verdict> verdicts) {
        List<RecipientOutcome> came = new ArrayList<>(verdicts.size());
        for (int i = 0; i < verdicts.size(); i++) {
            OutboundRecipient recipient = message.getRecipients(i);
            came.add(new RecipientOutcome(
                    i,
                    recipient.getOriginalAddress().isEmpty() ? recipient.getAddress() : recipient.getOriginalAddress(),
                    recipient.getAddress(),
                    recipient.getOrcpt(),
                    recipient.getNotifyList(),
                    verdicts.get(i)));
        }
        return came;
    }
}
