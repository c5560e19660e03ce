package dev.postrider.mailbox.adapter.delivery;

import dev.postrider.contracts.Content;
import dev.postrider.contracts.DeliverRequest;
import dev.postrider.contracts.DeliverResponse;
import dev.postrider.contracts.DeliveryItem;
import dev.postrider.contracts.DeliveryResult;
import dev.postrider.contracts.DeliveryTarget;
import dev.postrider.contracts.TargetResult;
import dev.postrider.mail.QueueId;
import dev.postrider.mailbox.adapter.outbox.OutboxRelay;
import dev.postrider.mailbox.adapter.sql.Connections;
import dev.postrider.mailbox.message.IncomingMessage;
import dev.postrider.mailbox.message.MessageIntake;
import dev.postrider.mailbox.message.TextFold;
import dev.postrider.mailbox.port.Refusal;
import dev.postrider.mailbox.port.RefusedException;
import dev.postrider.servicekit.metrics.Metrics;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The call Deliver. Thread-safe. */
public final class Deliverer {
    private static final Logger LOG = LoggerFactory.getLogger(Deliverer.class);

    /** Of one call; delivery.proto. */
    private static final int MAX_ITEMS = 256;

    private static final int SHA256_OCTETS = 32;
    private static final String BASE32 = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

    private final DeliveryQueue queue;
    private final BlobIntake blobs;
    private final Map<TargetResult.Status, Counter> counters = new EnumMap<>(TargetResult.Status.class);

    /**
     * @param transactions at a time
     * @param waitingOctets that may wait for a transaction
     */
    public Deliverer(
            Connections connections,
            OutboxRelay relay,
            BlobIntake blobs,
            MeterRegistry meters,
            int transactions,
            long waitingOctets) {
        this.blobs = blobs;
        DeliveryQueue.Limits limits = new DeliveryQueue.Limits(transactions, 256, 4L << 20, waitingOctets);
        this.queue = new DeliveryQueue(connections, relay, limits, Metrics.MAILBOX_DELIVERY_BATCH.summary(meters));
        for (TargetResult.Status status : TargetResult.Status.values()) {
            counters.put(
                    status,
                    Metrics.MAILBOX_DELIVERIES.counter(meters, status.name().toLowerCase(Locale.ROOT)));
        }
    }

    /** One target of the request, and where its outcome will be. */
    private record Slot(int item, Placement placement) {}

    /** Fails with {@link RefusedException} for a request that no version sends, or with a fault that concerns all of it. */
    public Future<DeliverResponse> deliver(DeliverRequest request) {
        if (request.getItemsCount() > MAX_ITEMS) {
            return Future.failedFuture(new RefusedException(Refusal.INVALID_ARGUMENT, "too many messages in one call"));
        }
        List<Future<Optional<IncomingMessage>>> intakes = new ArrayList<>();
        List<UUID> queueIds = new ArrayList<>();
        for (DeliveryItem item : request.getItemsList()) {
            Optional<QueueId> queueId = QueueId.parse(item.getQueueId());
            if (queueId.isEmpty()) {
                return Future.failedFuture(new RefusedException(Refusal.INVALID_ARGUMENT, "not a queue id"));
            }
            queueIds.add(uuid(queueId.get()));
        }
        for (DeliveryItem item : request.getItemsList()) {
            intakes.add(intake(item));
        }
        return Future.join(intakes).compose(read -> store(request, queueIds, intakes));
    }

    private Future<DeliverResponse> store(
            DeliverRequest request, List<UUID> queueIds, List<Future<Optional<IncomingMessage>>> intakes) {
        List<Slot> slots = new ArrayList<>();
        for (int i = 0; i < request.getItemsCount(); i++) {
            DeliveryItem item = request.getItems(i);
            Optional<IncomingMessage> message = intakes.get(i).result();
            if (message.isPresent()) {
                for (DeliveryTarget target : item.getTargetsList()) {
                    slots.add(new Slot(
                            i,
                            new Placement(
                                    queueIds.get(i),
                                    target.getAccountId(),
                                    TextFold.fold(target.getDetail()),
                                    item.getQuarantine(),
                                    item.getReceivedAtMs() == 0 ? System.currentTimeMillis() : item.getReceivedAtMs(),
                                    message.get())));
                }
            }
        }
        List<Future<Outcome>> outcomes =
                queue.submit(slots.stream().map(Slot::placement).toList());
        return Future.join(outcomes).map(stored -> response(request, slots, outcomes));
    }

    private DeliverResponse response(DeliverRequest request, List<Slot> slots, List<Future<Outcome>> outcomes) {
        List<DeliveryResult.Builder> results = new ArrayList<>();
        for (int i = 0; i < request.getItemsCount(); i++) {
            results.add(DeliveryResult.newBuilder());
        }
        for (int i = 0; i < slots.size(); i++) {
            results.get(slots.get(i).item()).addTargets(outcomes.get(i).result().toProto());
        }
        DeliverResponse.Builder response = DeliverResponse.newBuilder();
        for (int i = 0; i < results.size(); i++) {
            DeliveryResult.Builder result = results.get(i);
            // A message that could not be read.
            while (result.getTargetsCount() < request.getItems(i).getTargetsCount()) {
                result.addTargets(Outcome.of(TargetResult.Status.FAILED).toProto());
            }
            for (TargetResult target : result.getTargetsList()) {
                Counter counter = counters.get(target.getStatus());
                if (counter != null) {
                    counter.increment();
                }
            }
            response.addResults(result);
        }
        return response.build();
    }

    /** Empty if the message cannot be read now. */
    private Future<Optional<IncomingMessage>> intake(DeliveryItem item) {
        Content content = item.getContent();
        byte[] prefix = MessageIntake.prefix(
                item.getReversePath(), content.getTraceHeader().toByteArray());
        return switch (content.getBodyCase()) {
            case BLOB_KEY ->
                blobs.read(content.getBlobKey(), prefix, content.getSha256().toByteArray())
                        .map(Optional::of)
                        .otherwise(fault -> {
                            LOG.atWarn()
                                    .addKeyValue("queueId", item.getQueueId())
                                    .addKeyValue("cause", String.valueOf(fault))
                                    .log("body not read");
                            return Optional.empty();
                        });
            case INLINE, BODY_NOT_SET -> Future.succeededFuture(Optional.of(inline(prefix, content)));
        };
    }

    private static IncomingMessage inline(byte[] prefix, Content content) {
        int bodyOctets = content.getInline().size();
        byte[] octets = new byte[prefix.length + bodyOctets];
        System.arraycopy(prefix, 0, octets, 0, prefix.length);
        content.getInline().copyTo(octets, prefix.length);
        byte[] sha256 = content.getSha256().size() == SHA256_OCTETS
                ? content.getSha256().toByteArray()
                : MessageIntake.sha256(octets, prefix.length, bodyOctets);
        return MessageIntake.inMemory(octets, prefix.length, sha256);
    }

    private static UUID uuid(QueueId queueId) {
        long high = 0;
        long low = 0;
        for (int i = 0; i < QueueId.LENGTH; i++) {
            high = (high << 5) | (low >>> 59);
            low = (low << 5) | BASE32.indexOf(queueId.text().charAt(i));
        }
        return new UUID(high, low);
    }
}
