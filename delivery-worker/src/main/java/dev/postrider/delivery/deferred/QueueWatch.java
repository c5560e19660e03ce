package dev.postrider.delivery.deferred;

import dev.postrider.delivery.port.DeferredQueue;
import dev.postrider.delivery.port.DueIn;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** How the deferred mail of the own buckets stands, as of the last look. Looks on one context; readable from any thread. */
public final class QueueWatch {
    private static final Logger LOG = LoggerFactory.getLogger(QueueWatch.class);
    private static final Duration OLDEST_EVERY = Duration.ofSeconds(2);
    /** It counts every row. */
    private static final Duration COUNT_EVERY = Duration.ofSeconds(15);

    private final Vertx vertx;
    private final DeferredQueue queue;
    private final Supplier<Set<Integer>> buckets;
    private volatile double oldestDueSeconds;
    private volatile Map<DueIn, Long> counts = Map.of();

    public QueueWatch(Vertx vertx, DeferredQueue queue, Supplier<Set<Integer>> buckets) {
        this.vertx = vertx;
        this.queue = queue;
        this.buckets = buckets;
    }

    /** Starts looking; ends with the context. */
    public void start() {
        vertx.setPeriodic(OLDEST_EVERY.toMillis(), timer -> measureOldest());
        vertx.setPeriodic(OLDEST_EVERY.toMillis(), COUNT_EVERY.toMillis(), timer -> count());
    }

    /** For how long the longest-due row has been due. */
    public double oldestDueSeconds() {
        return oldestDueSeconds;
    }

    public long count(DueIn due) {
        return counts.getOrDefault(due, 0L);
    }

    private void measureOldest() {
        Set<Integer> mine = buckets.get();
        noted(
                        mine.isEmpty()
                                ? Future.succeededFuture(0.0)
                                : queue.oldestDue(mine).map(QueueWatch::seconds))
                .onSuccess(seconds -> oldestDueSeconds = seconds);
    }

    private static double seconds(Optional<Duration> age) {
        return age.map(known -> known.toMillis() / 1000.0).orElse(0.0);
    }

    private void count() {
        Set<Integer> mine = buckets.get();
        noted(mine.isEmpty() ? Future.succeededFuture(Map.<DueIn, Long>of()) : queue.counts(mine))
                .onSuccess(counted -> counts = counted);
    }

    private static <T> Future<T> noted(Future<T> look) {
        return look.onFailure(failure ->
                LOG.atWarn().addKeyValue("cause", failure.toString()).log("deferred queue: measuring failed"));
    }
}
