package dev.postrider.servicekit.kafka;

import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Context;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;

/** A member of a consumer group. */
public final class RecordConsumer {
    private RecordConsumer() {}

    /**
     * Starts reading on a thread of its own; never fails, and goes on trying while Kafka is away.
     *
     * @param context where {@code handler} and {@code listener} are called, one call at a time
     * @param handler takes the records of one poll; each must be completed or released later, in any order
     */
    public static RecordConsumer start(
            Context context,
            KafkaSettings kafka,
            ConsumerSpec spec,
            MeterRegistry meters,
            PartitionListener listener,
            Consumer<List<ConsumedRecord>> handler) {
        throw new UnsupportedOperationException("" + context + kafka + spec + meters + listener + handler);
    }

    /** Stops handing out records, for as long as a dependency is down; those under way go on. */
    public void pause() {}

    public void resume() {}

    /** Whether the brokers answered within the last seconds; fails with the reason otherwise. */
    public Future<Void> ping() {
        return Future.succeededFuture();
    }

    /** Hands everything over: reads no more, waits up to {@code grace} for records under way, commits, leaves the group. */
    public Future<Void> close(Duration grace) {
        return Future.failedFuture(grace.toString());
    }
}
