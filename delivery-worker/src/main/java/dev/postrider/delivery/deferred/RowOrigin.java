package dev.postrider.delivery.deferred;

import dev.postrider.delivery.hold.Holding;
import dev.postrider.delivery.port.Deferral;
import dev.postrider.delivery.port.DeferredQueue;
import dev.postrider.delivery.port.DeferredRow;
import dev.postrider.delivery.route.Origin;
import dev.postrider.servicekit.failpoint.Failpoints;
import io.vertx.core.Future;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A claimed row of {@code delivery.deferred}. */
record RowOrigin(DeferredRow row, DeferredQueue queue, Holding holding) implements Origin {
    private static final Logger LOG = LoggerFactory.getLogger(RowOrigin.class);

    @Override
    public int attemptsBefore() {
        return row.attempts();
    }

    @Override
    public long plannedAtMs() {
        return row.plannedAtMs();
    }

    @Override
    public int bucket() {
        return row.bucket();
    }

    @Override
    public boolean lastAttempt() {
        return row.expired();
    }

    @Override
    public boolean delayReported() {
        return row.delayReported();
    }

    @Override
    public Optional<String> traceparent() {
        return row.traceparent();
    }

    @Override
    public Future<Void> settle(Optional<Deferral> remainder) {
        return holding.until("row", () -> {
                    Failpoints.hit("delivery.row.before");
                    return remainder
                            .map(deferral -> queue.putBack(row, deferral))
                            .orElseGet(() -> queue.remove(row));
                })
                .map(ours -> {
                    Failpoints.hit("delivery.row.after");
                    if (!ours) {
                        LOG.atWarn()
                                .addKeyValue("queueId", row.queueId())
                                .addKeyValue("row", row.id())
                                .log("another worker holds the row by now");
                    }
                    return null;
                });
    }

    /** The lease runs out by itself, should this not reach the database. */
    @Override
    public void release() {
        queue.release(List.of(row))
                .onFailure(failure -> LOG.atInfo()
                        .addKeyValue("row", row.id())
                        .addKeyValue("cause", failure.toString())
                        .log("row not released, its lease will end"));
    }
}
