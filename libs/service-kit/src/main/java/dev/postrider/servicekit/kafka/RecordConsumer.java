package dev.postrider.servicekit.kafka;

import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Context;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A member of a consumer group (KIP-848 protocol) whose records may complete in any order.
 *
 * <p>A thread of its own polls. The records of each poll go to the handler on the given context. The committed offset is the low
 * watermark; the offsets completed above it travel in the commit's metadata, and whoever takes a partition over skips them. A partition
 * whose records in flight exceed the spec's limits is paused: the log is the buffer. A record that nobody completes stays in flight,
 * holds the committed offset back and is read again by the next owner: nothing is ever dropped here.
 */
public final class RecordConsumer {
    private static final Logger log = LoggerFactory.getLogger(RecordConsumer.class);
    private static final Duration REOPEN_DELAY = Duration.ofSeconds(1);

    private final ConsumerSpec spec;
    private final GroupMembership membership;
    private final PollThread thread;
    private volatile Duration closeGrace = Duration.ZERO;
    private volatile Optional<String> fault = Optional.of("not a member of the group yet");

    private RecordConsumer(KafkaSettings kafka, ConsumerSpec spec, GroupMembership membership) {
        this.spec = spec;
        this.membership = membership;
        this.thread = new PollThread(
                "kafka-consumer-" + spec.groupId() + "-" + spec.topic(),
                properties(kafka, spec),
                REOPEN_DELAY,
                this::work,
                this::failed);
    }

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
        GroupMembership membership =
                new GroupMembership(context, spec, ConsumerMeters.of(meters, spec.topic()), listener, handler);
        RecordConsumer consumer = new RecordConsumer(kafka, spec, membership);
        consumer.thread.start();
        return consumer;
    }

    /** Stops handing out records, for as long as a dependency is down; those under way go on. */
    public void pause() {
        membership.pauseAll(true);
    }

    public void resume() {
        membership.pauseAll(false);
    }

    /** Whether this is a working member of the group; fails with the reason otherwise. */
    public Future<Void> ping() {
        return membership.isMember()
                ? Future.succeededFuture()
                : Future.failedFuture(fault.orElse("not a member of the group"));
    }

    /** Hands everything over: reads no more, waits up to {@code grace} for records under way, commits, leaves the group. */
    public Future<Void> close(Duration grace) {
        closeGrace = grace;
        Future<Void> ended = thread.close();
        membership.wake();
        return ended;
    }

    private void work(KafkaConsumer<byte[], byte[]> consumer) {
        try {
            membership.join(consumer);
            while (!thread.isClosing()) {
                membership.turn();
                fault = Optional.empty();
            }
            membership.leave(closeGrace);
        } finally {
            membership.abandon();
        }
    }

    private void failed(RuntimeException e) {
        fault = Optional.of(e.getClass().getSimpleName() + ": " + e.getMessage());
        log.atWarn()
                .addKeyValue("topic", spec.topic())
                .addKeyValue("group", spec.groupId())
                .addKeyValue("reason", e.toString())
                .log("consumer failed, starting a new one");
    }

    private static Map<String, Object> properties(KafkaSettings kafka, ConsumerSpec spec) {
        Map<String, Object> own = new HashMap<>();
        own.put("max.poll.records", Math.min(500, spec.maxInFlightRecords()));
        own.put("max.partition.fetch.bytes", 1 << 20);
        own.put("fetch.max.bytes", 16 << 20);
        own.put("fetch.max.wait.ms", 500);
        // A topic that the broker makes on its own has the wrong partitions and settings.
        own.put("allow.auto.create.topics", false);
        own.put("default.api.timeout.ms", (int) TimeUnit.SECONDS.toMillis(10));
        Map<String, Object> properties = kafka.client(own);
        properties.put("group.id", spec.groupId());
        properties.put("group.protocol", "consumer");
        properties.put("enable.auto.commit", false);
        properties.put("auto.offset.reset", "earliest");
        return properties;
    }
}
