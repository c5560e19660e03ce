package dev.postrider.delivery.deferred;

import com.google.protobuf.ByteString;
import dev.postrider.delivery.hold.DrainingException;
import dev.postrider.delivery.hold.Holding;
import dev.postrider.delivery.policy.Reason;
import dev.postrider.delivery.policy.Verdict;
import dev.postrider.delivery.port.Deferral;
import dev.postrider.delivery.port.DeferredQueue;
import dev.postrider.delivery.port.DeferredRow;
import dev.postrider.delivery.port.DeliveryMeters;
import dev.postrider.delivery.route.Origin;
import dev.postrider.servicekit.failpoint.Failpoints;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes up deferred mail when it is due. Rows of the buckets that this worker owns are claimed under a lease; rows that nobody took for a long time are
 * taken whoever should own them. One context only.
 */
public final class DueRows {
    private static final Logger LOG = LoggerFactory.getLogger(DueRows.class);

    /** Puts a row's message on its way again. */
    @FunctionalInterface
    public interface Retry {
        /** Fails if the payload makes no sense, or with {@link DrainingException}. */
        Future<Void> retry(Origin origin, ByteString payload);
    }

    /** Ends a row's message with the verdict for all its recipients. */
    @FunctionalInterface
    public interface GiveUp {
        /** Fails as {@link Retry} does. */
        Future<Void> giveUp(Origin origin, ByteString payload, Verdict verdict);
    }

    /** What is done with the rows of a kind. */
    public record Ways(Retry retry, GiveUp giveUp) {}

    private final Vertx vertx;
    private final DeferredQueue queue;
    private final DueLimits limits;
    private final Holding holding;
    private final String owner;
    private final Map<Deferral.Kind, Ways> ways;
    private final DeliveryMeters meters;
    private final InstantSource clock;
    private final Set<Integer> buckets = new HashSet<>();
    private final Map<Long, DeferredRow> inFlight = new HashMap<>();
    private boolean claiming;
    private boolean draining;

    /**
     * @param owner a name of this process, for operators
     * @param ways for every kind
     */
    public DueRows(
            Vertx vertx,
            DeferredQueue queue,
            DueLimits limits,
            Holding holding,
            String owner,
            Map<Deferral.Kind, Ways> ways,
            DeliveryMeters meters,
            InstantSource clock) {
        this.vertx = vertx;
        this.queue = queue;
        this.limits = limits;
        this.holding = holding;
        this.owner = owner;
        this.ways = Map.copyOf(ways);
        this.meters = meters;
        this.clock = clock;
    }

    /** Starts looking. */
    public void start() {
        vertx.setPeriodic(limits.pollInterval().toMillis(), timer -> {
            if (draining) {
                vertx.cancelTimer(timer);
            } else {
                poll();
            }
        });
        vertx.setPeriodic(Math.max(1, limits.lease().toMillis() / 3), timer -> {
            if (draining && inFlight.isEmpty()) {
                vertx.cancelTimer(timer);
            } else {
                extendLeases();
            }
        });
        vertx.setPeriodic(Duration.ofMinutes(10).toMillis(), timer -> {
            if (draining) {
                vertx.cancelTimer(timer);
            } else {
                queue.forgetHandled(limits.handledKept())
                        .onFailure(failure -> note("forgetting handled keys", failure));
            }
        });
    }

    public void own(Set<Integer> assigned) {
        buckets.addAll(assigned);
    }

    public void disown(Set<Integer> revoked) {
        buckets.removeAll(revoked);
    }

    public void drain() {
        draining = true;
    }

    public int size() {
        return inFlight.size();
    }

    /** The buckets that are ours now. */
    public Set<Integer> buckets() {
        return Set.copyOf(buckets);
    }

    private void poll() {
        int room = Math.min(limits.rowsPerClaim(), limits.rowsInFlight() - inFlight.size());
        if (claiming || draining || buckets.isEmpty() || room <= 0) {
            return;
        }
        claiming = true;
        queue.claim(owner, Set.copyOf(buckets), limits.strayAfter(), room, limits.lease())
                .onComplete(done -> {
                    claiming = false;
                    if (done.failed()) {
                        note("claiming", done.cause());
                        return;
                    }
                    Failpoints.hit("delivery.claim.after");
                    List<DeferredRow> rows = done.result();
                    if (draining) {
                        queue.release(rows).onFailure(failure -> note("releasing", failure));
                        return;
                    }
                    rows.forEach(this::begin);
                    if (rows.size() == room) {
                        poll();
                    }
                });
    }

    private void begin(DeferredRow row) {
        // What is given up was planned for later, and is no attempt.
        if (row.givenUp().isEmpty()) {
            meters.tookUp(clock.millis() - row.plannedAtMs());
        }
        workOn(row);
    }

    /**
     * Works on a row that was claimed for this worker, keeping its lease.
     *
     * @return fails with {@link DrainingException}, or, when what nobody understands is held, with the reason
     */
    public Future<Void> workOn(DeferredRow row) {
        Ways way = ways.get(row.kind());
        if (way == null) {
            throw new IllegalStateException("nobody retries " + row.kind());
        }
        inFlight.put(row.id(), row);
        RowOrigin origin = new RowOrigin(row, queue, holding);
        return Future.succeededFuture()
                .compose(begun -> row.givenUp()
                        .map(end -> Verdict.of(Reason.ADMINISTRATIVE, end.lastHost(), end.lastReply()))
                        .map(verdict -> way.giveUp().giveUp(origin, row.payload(), verdict))
                        .orElseGet(() -> way.retry().retry(origin, row.payload())))
                .onComplete(done -> inFlight.remove(row.id()))
                .recover(failure -> {
                    if (failure instanceof DrainingException) {
                        origin.release();
                        return Future.failedFuture(failure);
                    }
                    return hold(row, failure).transform(held -> Future.failedFuture(failure));
                });
    }

    /** A row that nobody understands is for an operator to look at: it must neither be lost nor come back every few minutes. */
    private Future<Void> hold(DeferredRow row, Throwable cause) {
        LOG.atError()
                .addKeyValue("queueId", row.queueId())
                .addKeyValue("row", row.id())
                .addKeyValue("cause", cause.toString())
                .log("row held: it cannot be processed");
        return queue.hold(row).onFailure(failure -> note("holding", failure));
    }

    private void extendLeases() {
        if (inFlight.isEmpty()) {
            return;
        }
        List<DeferredRow> rows = List.copyOf(inFlight.values());
        queue.extend(rows, limits.lease())
                .onSuccess(held -> rows.stream()
                        .filter(row -> !held.contains(row.id()) && inFlight.containsKey(row.id()))
                        .forEach(row -> LOG.atWarn()
                                .addKeyValue("queueId", row.queueId())
                                .addKeyValue("row", row.id())
                                .log("lease lost")))
                .onFailure(failure -> note("extending leases", failure));
    }

    private static void note(String what, Throwable failure) {
        LOG.atWarn().addKeyValue("cause", failure.toString()).log("deferred queue: " + what + " failed");
    }
}
