package dev.postrider.delivery.route;

import dev.postrider.delivery.hold.Holding;
import dev.postrider.delivery.port.DeferredQueue;
import dev.postrider.delivery.port.Settlement;
import dev.postrider.servicekit.failpoint.Failpoints;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.List;

/**
 * Writes settlements to the deferred queue, as many in one transaction as came while the last was being written. One context only.
 */
public final class Settlements {
    private static final int MAX_BATCH = 200;
    private static final long MAX_BATCH_OCTETS = 8 << 20;

    private record Waiting(Settlement settlement, Promise<Void> written) {}

    private final DeferredQueue queue;
    private final Holding holding;
    private List<Waiting> waiting = new ArrayList<>();
    private boolean writing;

    public Settlements(DeferredQueue queue, Holding holding) {
        this.queue = queue;
        this.holding = holding;
    }

    /** Completes when it is durable; fails only when the process drains. */
    Future<Void> settle(Settlement settlement) {
        Promise<Void> written = Promise.promise();
        waiting.add(new Waiting(settlement, written));
        writeNext();
        return written.future();
    }

    private void writeNext() {
        if (writing || waiting.isEmpty()) {
            return;
        }
        writing = true;
        List<Waiting> batch = takeBatch();
        List<Settlement> settlements = batch.stream().map(Waiting::settlement).toList();
        holding.until("settle", () -> {
                    Failpoints.hit("delivery.settle.before");
                    return queue.settle(settlements);
                })
                .onComplete(done -> {
                    writing = false;
                    if (done.succeeded()) {
                        Failpoints.hit("delivery.settle.after");
                        batch.forEach(each -> each.written().complete());
                    } else {
                        batch.forEach(each -> each.written().fail(done.cause()));
                    }
                    writeNext();
                });
    }

    private List<Waiting> takeBatch() {
        long octets = 0;
        int count = 0;
        while (count < waiting.size() && count < MAX_BATCH && (count == 0 || octets < MAX_BATCH_OCTETS)) {
            octets += waiting.get(count)
                    .settlement()
                    .deferral()
                    .map(deferral -> deferral.payload().size())
                    .orElse(0);
            count++;
        }
        List<Waiting> batch = List.copyOf(waiting.subList(0, count));
        waiting = new ArrayList<>(waiting.subList(count, waiting.size()));
        return batch;
    }
}
