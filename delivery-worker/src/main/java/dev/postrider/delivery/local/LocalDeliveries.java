package dev.postrider.delivery.local;

import dev.postrider.contracts.DeliverRequest;
import dev.postrider.contracts.DeliverResponse;
import dev.postrider.contracts.DeliveryItem;
import dev.postrider.contracts.DeliveryResult;
import dev.postrider.contracts.TargetResult;
import dev.postrider.delivery.hold.DrainingException;
import dev.postrider.delivery.port.DeliveryMeters;
import dev.postrider.delivery.port.LocalStore;
import dev.postrider.delivery.port.LocalStoreException;
import dev.postrider.servicekit.failpoint.Failpoints;
import dev.postrider.servicekit.trace.SpanRole;
import dev.postrider.servicekit.trace.TraceKey;
import dev.postrider.servicekit.trace.TraceSpan;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Delivers into mailboxes in calls of many messages. A call takes what has queued while the last ones were under way, so batches grow with load
 * and nothing waits on a timer; a further call starts beside a running one only if it is worth it. One context only.
 *
 * <p>While the store is down, everything queues and a single call probes it with back-off. The queue is bounded by what the consumer lets
 * in flight.
 */
public final class LocalDeliveries {
    private static final Logger LOG = LoggerFactory.getLogger(LocalDeliveries.class);

    /** Messages in a call that finds out whether the store is back. */
    private static final int PROBE_ITEMS = 16;

    private final Vertx vertx;
    private final LocalStore store;
    private final LocalLimits limits;
    private final DeliveryMeters meters;
    private final LongSupplier nanoClock;
    private final Deque<Waiting> queue = new ArrayDeque<>();
    private int callsInFlight;
    private int itemsInFlight;
    private long pauseMs;
    private boolean pausing;
    private boolean draining;

    public LocalDeliveries(
            Vertx vertx, LocalStore store, LocalLimits limits, DeliveryMeters meters, LongSupplier nanoClock) {
        this.vertx = vertx;
        this.store = store;
        this.limits = limits;
        this.meters = meters;
        this.nanoClock = nanoClock;
    }

    /**
     * Queues one message; {@link #flush()} starts calls.
     *
     * @param attempt of which this is a part; a call belongs to the attempt at its first message, and has links with the others
     * @return the results in the order of the item's targets; fails with {@link LocalStoreException} of kind REFUSED or FAULTY if it is this
     *     message that the store cannot take, or with {@link DrainingException}
     */
    public Future<List<TargetResult>> deliver(DeliveryItem item, TraceSpan attempt) {
        Waiting waiting = new Waiting(item, attempt);
        queue.add(waiting);
        return waiting.promise.future();
    }

    /** Starts as many calls as make sense. */
    public void flush() {
        while (mayCall()) {
            call(takeBatch());
        }
    }

    /** Lets what waits be delivered as long as the store answers; at the first sign that it does not, fails the rest. */
    public void drain() {
        draining = true;
        if (pausing) {
            failWaiting();
        }
    }

    private void failWaiting() {
        for (Waiting waiting = queue.poll(); waiting != null; waiting = queue.poll()) {
            waiting.promise.fail(new DrainingException("local delivery"));
        }
    }

    /** Messages that are queued or under way. */
    public int size() {
        return queue.size() + itemsInFlight;
    }

    private boolean mayCall() {
        if (queue.isEmpty() || pausing) {
            return false;
        }
        if (callsInFlight == 0) {
            return true;
        }
        return !isProbing() && callsInFlight < limits.calls() && queue.size() >= limits.itemsForFurtherCall();
    }

    private boolean isProbing() {
        return pauseMs > 0;
    }

    private List<Waiting> takeBatch() {
        // A call that just timed out may have been too much for a store that struggles: ask for less.
        int maxItems = isProbing() ? Math.min(PROBE_ITEMS, limits.itemsPerCall()) : limits.itemsPerCall();
        List<Waiting> batch = new ArrayList<>(Math.min(queue.size(), maxItems));
        long octets = 0;
        for (Waiting next = queue.peek(); next != null; next = queue.peek()) {
            octets += next.octets;
            boolean full = batch.size() >= maxItems || octets > limits.octetsPerCall();
            if (!batch.isEmpty() && (full || next.alone || batch.getFirst().alone)) {
                break;
            }
            batch.add(queue.remove());
        }
        return batch;
    }

    private void call(List<Waiting> batch) {
        callsInFlight++;
        itemsInFlight += batch.size();
        long startedNs = nanoClock.getAsLong();
        DeliverRequest.Builder request = DeliverRequest.newBuilder();
        batch.forEach(waiting -> request.addItems(waiting.item));
        TraceSpan span = traced(batch);
        send(request.build(), span).onComplete(done -> {
            if (done.failed()) {
                span.failed(kindOf(done.cause()).label());
            }
            span.end();
            callsInFlight--;
            itemsInFlight -= batch.size();
            meters.storeCall(batch.size(), nanoClock.getAsLong() - startedNs, done.succeeded());
            if (done.succeeded()) {
                pauseMs = 0;
                distribute(batch, done.result());
            } else {
                failed(batch, done.cause());
            }
            flush();
        });
    }

    private static TraceSpan traced(List<Waiting> batch) {
        TraceSpan first = batch.getFirst().attempt;
        if (!first.isOn()) {
            return TraceSpan.NONE;
        }
        TraceSpan call = first.child("store", SpanRole.INTERNAL).put(TraceKey.MESSAGES, batch.size());
        batch.stream().skip(1).map(other -> other.attempt).forEach(other -> {
            call.link(other);
            other.link(call);
        });
        return call;
    }

    private Future<DeliverResponse> send(DeliverRequest request, TraceSpan span) {
        try {
            Failpoints.hit("delivery.local.before");
            return store.deliver(request, span).map(response -> {
                Failpoints.hit("delivery.local.after");
                if (response.getResultsCount() != request.getItemsCount()) {
                    throw new LocalStoreException(
                            LocalStoreException.Kind.FAULTY,
                            response.getResultsCount() + " results for " + request.getItemsCount() + " messages");
                }
                return response;
            });
        } catch (RuntimeException e) {
            return Future.failedFuture(e);
        }
    }

    private void distribute(List<Waiting> batch, DeliverResponse response) {
        for (int i = 0; i < batch.size(); i++) {
            Waiting waiting = batch.get(i);
            DeliveryResult result = response.getResults(i);
            if (result.getTargetsCount() != waiting.item.getTargetsCount()) {
                again(waiting)
                        .ifPresent(spent -> spent.promise.fail(new LocalStoreException(
                                LocalStoreException.Kind.FAULTY, "results that do not match the targets")));
            } else if (hasFailed(result)) {
                // Targets that are stored already are answered so in the repetition: it costs nothing to ask for all.
                again(waiting).ifPresent(spent -> spent.promise.complete(result.getTargetsList()));
            } else {
                waiting.promise.complete(result.getTargetsList());
            }
        }
    }

    private static boolean hasFailed(DeliveryResult result) {
        return result.getTargetsList().stream().anyMatch(target -> switch (target.getStatus()) {
            case FAILED, STATUS_UNSPECIFIED, UNRECOGNIZED -> true;
            case STORED, ALREADY_STORED, NO_SUCH_ACCOUNT, OVER_QUOTA -> false;
        });
    }

    /** Tries a message once more, a little later and alone; returns it if its tries are used up. */
    private Optional<Waiting> again(Waiting waiting) {
        waiting.tries++;
        waiting.alone = true;
        if (waiting.tries >= limits.tries()) {
            return Optional.of(waiting);
        }
        itemsInFlight++;
        vertx.setTimer(limits.firstPauseMs() << waiting.tries, timer -> {
            itemsInFlight--;
            requeue(List.of(waiting));
            flush();
        });
        return Optional.empty();
    }

    private void failed(List<Waiting> batch, Throwable cause) {
        LocalStoreException.Kind kind = kindOf(cause);
        LOG.atWarn()
                .addKeyValue("items", batch.size())
                .addKeyValue("kind", kind)
                .addKeyValue("cause", cause.toString())
                .log("delivery call failed");
        switch (kind) {
            case UNAVAILABLE -> {
                requeue(batch);
                pause();
            }
            case FAULTY, REFUSED -> {
                if (batch.size() > 1) {
                    // One of them is the trouble: find out which, so that it does not take the others along.
                    batch.forEach(waiting -> waiting.alone = true);
                    requeue(batch);
                } else if (kind == LocalStoreException.Kind.REFUSED) {
                    batch.getFirst().promise.fail(cause);
                } else {
                    again(batch.getFirst()).ifPresent(spent -> spent.promise.fail(cause));
                }
            }
        }
    }

    private static LocalStoreException.Kind kindOf(Throwable cause) {
        return cause instanceof LocalStoreException known ? known.kind() : LocalStoreException.Kind.UNAVAILABLE;
    }

    private void requeue(List<Waiting> batch) {
        for (Waiting waiting : batch.reversed()) {
            if (draining) {
                waiting.promise.fail(new DrainingException("local delivery"));
            } else {
                queue.addFirst(waiting);
            }
        }
    }

    private void pause() {
        if (draining) {
            failWaiting();
            return;
        }
        if (pausing) {
            return;
        }
        pausing = true;
        pauseMs = pauseMs == 0 ? limits.firstPauseMs() : Math.min(pauseMs * 2, limits.longestPauseMs());
        meters.held("local");
        vertx.setTimer(pauseMs, timer -> {
            pausing = false;
            flush();
        });
    }

    private static final class Waiting {
        private final DeliveryItem item;
        private final TraceSpan attempt;
        private final int octets;
        private final Promise<List<TargetResult>> promise = Promise.promise();
        private int tries;
        private boolean alone;

        private Waiting(DeliveryItem item, TraceSpan attempt) {
            this.item = item;
            this.attempt = attempt;
            this.octets = item.getSerializedSize();
        }
    }
}
