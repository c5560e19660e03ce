package dev.postrider.servicekit.kafka;

import dev.postrider.servicekit.failpoint.Failpoints;
import io.vertx.core.Context;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.WakeupException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the poll thread of a {@link RecordConsumer} does with its client: take partitions over, hand records out, commit, hand partitions
 * back. Everything runs on that thread except {@link #wake}, {@link #pauseAll} and {@link #isMember}.
 */
final class GroupMembership implements ConsumerRebalanceListener {
    private static final Logger log = LoggerFactory.getLogger(GroupMembership.class);
    private static final Duration CALL_TIMEOUT = Duration.ofSeconds(5);
    private static final Duration LAG_EVERY = Duration.ofSeconds(1);

    private final Context context;
    private final ConsumerSpec spec;
    private final ConsumerMeters meters;
    private final PartitionListener listener;
    private final Consumer<List<ConsumedRecord>> handler;

    private final Map<TopicPartition, AssignedPartition> owned = new HashMap<>();
    /** Assigned and paused until their last commit has been read. */
    private final Set<TopicPartition> opening = new HashSet<>();

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition settled = lock.newCondition();
    private volatile @Nullable KafkaConsumer<byte[], byte[]> client;
    private volatile boolean polling;
    private volatile boolean pausedByOwner;
    private volatile boolean member;
    private boolean committing;
    private long lastCommitNanos = System.nanoTime();
    private long lastLagNanos = System.nanoTime();

    GroupMembership(
            Context context,
            ConsumerSpec spec,
            ConsumerMeters meters,
            PartitionListener listener,
            Consumer<List<ConsumedRecord>> handler) {
        this.context = context;
        this.spec = spec;
        this.meters = meters;
        this.listener = listener;
        this.handler = handler;
    }

    void pauseAll(boolean paused) {
        pausedByOwner = paused;
        wake();
    }

    boolean isMember() {
        return member;
    }

    /** Makes the poll thread look at its state now. From any thread. */
    void wake() {
        lock.lock();
        try {
            settled.signalAll();
        } finally {
            lock.unlock();
        }
        KafkaConsumer<byte[], byte[]> current = client;
        if (polling && current != null) {
            current.wakeup();
        }
    }

    void join(KafkaConsumer<byte[], byte[]> consumer) {
        client = consumer;
        committing = false;
        consumer.subscribe(List.of(spec.topic()), this);
    }

    /** One turn of the poll loop. */
    void turn() {
        KafkaConsumer<byte[], byte[]> consumer = current();
        openAssigned(consumer);
        // Before the pauses are decided: a record that is settled from here on wakes the poll.
        polling = true;
        try {
            decidePauses(consumer);
            handOut(consumer.poll(spec.commitInterval()));
        } catch (WakeupException e) {
            log.trace("poll of {} was woken", spec.topic());
        } finally {
            polling = false;
        }
        commitIfDue(consumer);
        meters.inFlight()
                .set(owned.values().stream()
                        .mapToInt(AssignedPartition::inFlight)
                        .sum());
        measureLag(consumer);
    }

    /** Once in a while: each partition is a question to the client's own thread. */
    private void measureLag(KafkaConsumer<byte[], byte[]> consumer) {
        long now = System.nanoTime();
        if (now - lastLagNanos >= LAG_EVERY.toNanos()) {
            lastLagNanos = now;
            meters.lag()
                    .set(owned.keySet().stream()
                            .mapToLong(
                                    partition -> consumer.currentLag(partition).orElse(0))
                            .sum());
        }
    }

    private KafkaConsumer<byte[], byte[]> current() {
        KafkaConsumer<byte[], byte[]> current = client;
        if (current == null) {
            throw new IllegalStateException("no client");
        }
        return current;
    }

    // Taking over

    @Override
    public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
        member = true;
        opening.addAll(partitions);
        current().pause(partitions);
    }

    private void openAssigned(KafkaConsumer<byte[], byte[]> consumer) {
        if (opening.isEmpty()) {
            return;
        }
        Set<TopicPartition> partitions = Set.copyOf(opening);
        Map<TopicPartition, OffsetAndMetadata> commits;
        try {
            commits = unwoken(() -> consumer.committed(partitions, CALL_TIMEOUT));
        } catch (TimeoutException e) {
            log.warn("no answer yet to what was committed of {}", partitions);
            return;
        }
        for (TopicPartition partition : partitions) {
            owned.put(partition, open(partition, commits.get(partition)));
        }
        opening.clear();
        consumer.resume(partitions);
        log.atInfo()
                .addKeyValue("topic", spec.topic())
                .addKeyValue("partitions", numbers(partitions))
                .log("took partitions over");
        tell(() -> listener.assigned(numbers(partitions)));
    }

    private AssignedPartition open(TopicPartition partition, @Nullable OffsetAndMetadata commit) {
        long offset = commit == null ? 0 : commit.offset();
        String metadata = commit == null || commit.metadata() == null ? "" : commit.metadata();
        CompletedOffsets earlier = CompletedOffsets.decode(offset, metadata).orElseGet(() -> {
            log.warn(
                    "metadata of the commit of {} at {} is not readable: what was complete above is read again",
                    partition,
                    offset);
            return CompletedOffsets.empty(offset);
        });
        return new AssignedPartition(partition, spec, new OffsetTracker(offset, earlier), this::wake);
    }

    // Handing out

    private void decidePauses(KafkaConsumer<byte[], byte[]> consumer) {
        Set<TopicPartition> paused = consumer.paused();
        List<TopicPartition> toPause = new ArrayList<>();
        List<TopicPartition> toResume = new ArrayList<>();
        owned.forEach((partition, work) -> {
            boolean pause = work.shouldPause() || pausedByOwner;
            if (pause != paused.contains(partition)) {
                (pause ? toPause : toResume).add(partition);
            }
        });
        if (!toPause.isEmpty()) {
            consumer.pause(toPause);
        }
        if (!toResume.isEmpty()) {
            consumer.resume(toResume);
        }
    }

    private void handOut(ConsumerRecords<byte[], byte[]> records) {
        if (records.isEmpty()) {
            return;
        }
        List<ConsumedRecord> batch = new ArrayList<>(records.count());
        int skipped = 0;
        for (ConsumerRecord<byte[], byte[]> read : records) {
            AssignedPartition work = workOf(read);
            ConsumedRecord consumed = new ConsumedRecord(read, work);
            if (work.begin(read.offset(), consumed.size())) {
                batch.add(consumed);
            } else {
                skipped++;
            }
        }
        meters.consumed().increment(batch.size());
        meters.skipped().increment(skipped);
        if (!batch.isEmpty()) {
            tell(() -> handler.accept(batch));
        }
    }

    private AssignedPartition workOf(ConsumerRecord<byte[], byte[]> read) {
        TopicPartition partition = new TopicPartition(read.topic(), read.partition());
        AssignedPartition work = owned.get(partition);
        if (work == null) {
            throw new IllegalStateException("a record of " + partition + ", which is not ours");
        }
        if (read.offset() >= work.next()) {
            return work;
        }
        // The log was cut or made anew: these offsets are other records now. What completes for the old ones must not
        // count for them.
        log.atError()
                .addKeyValue("partition", partition)
                .addKeyValue("offset", read.offset())
                .addKeyValue("expected", work.next())
                .log("the log went back; reading it anew");
        work.revoke();
        AssignedPartition anew = new AssignedPartition(
                partition, spec, new OffsetTracker(read.offset(), CompletedOffsets.empty(read.offset())), this::wake);
        owned.put(partition, anew);
        return anew;
    }

    private void tell(Runnable call) {
        context.runOnContext(v -> {
            try {
                call.run();
            } catch (RuntimeException e) {
                meters.handlerFailures().increment();
                log.atError()
                        .addKeyValue("topic", spec.topic())
                        .setCause(e)
                        .log("handler failed; records that it did not settle are held until the partition moves");
            }
        });
    }

    // Committing

    private void commitIfDue(KafkaConsumer<byte[], byte[]> consumer) {
        long now = System.nanoTime();
        if (committing || now - lastCommitNanos < spec.commitInterval().toNanos()) {
            return;
        }
        lastCommitNanos = now;
        PendingCommits commits = PendingCommits.of(owned.values());
        if (commits.isEmpty()) {
            return;
        }
        committing = true;
        Failpoints.hit("consumer.before-commit");
        consumer.commitAsync(commits.offsets(), (offsets, failure) -> {
            committing = false;
            if (failure == null) {
                Failpoints.hit("consumer.after-commit");
                commits.acknowledged();
            } else {
                // They stay pending: the next commit tells them again.
                meters.commitFailures().increment();
                log.atWarn()
                        .addKeyValue("topic", spec.topic())
                        .addKeyValue("reason", failure.toString())
                        .log("commit failed");
            }
        });
    }

    // Handing back

    @Override
    public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
        handBack(partitions, spec.handOverGrace());
    }

    @Override
    public void onPartitionsLost(Collection<TopicPartition> partitions) {
        log.atWarn()
                .addKeyValue("topic", spec.topic())
                .addKeyValue("partitions", numbers(partitions))
                .log("lost partitions; their next owner repeats what was not committed");
        opening.removeAll(partitions);
        forget(take(partitions));
    }

    /** Waits for what is under way, commits and leaves the group. */
    void leave(Duration grace) {
        handBack(Set.copyOf(owned.keySet()), grace);
    }

    /** The client failed: nobody owns anything any more. */
    void abandon() {
        member = false;
        client = null;
        opening.clear();
        forget(take(Set.copyOf(owned.keySet())));
    }

    private void handBack(Collection<TopicPartition> partitions, Duration grace) {
        opening.removeAll(partitions);
        List<AssignedPartition> leaving = take(partitions);
        if (leaving.isEmpty()) {
            return;
        }
        leaving.forEach(AssignedPartition::revoke);
        Set<Integer> numbers =
                numbers(leaving.stream().map(AssignedPartition::partition).toList());
        tell(() -> listener.revoking(numbers));
        int left = awaitSettled(leaving, grace);
        commitNow(leaving);
        log.atInfo()
                .addKeyValue("topic", spec.topic())
                .addKeyValue("partitions", numbers)
                .addKeyValue("underWay", left)
                .log("handed partitions back");
        tell(() -> listener.revoked(numbers));
    }

    private List<AssignedPartition> take(Collection<TopicPartition> partitions) {
        List<AssignedPartition> taken = new ArrayList<>();
        for (TopicPartition partition : partitions) {
            AssignedPartition work = owned.remove(partition);
            if (work != null) {
                taken.add(work);
            }
        }
        return taken;
    }

    private void forget(List<AssignedPartition> gone) {
        if (!gone.isEmpty()) {
            gone.forEach(AssignedPartition::revoke);
            Set<Integer> numbers =
                    numbers(gone.stream().map(AssignedPartition::partition).toList());
            tell(() -> listener.revoked(numbers));
        }
    }

    /** How many records were still under way when the grace ended. */
    private int awaitSettled(List<AssignedPartition> leaving, Duration grace) {
        long nanos = grace.toNanos();
        lock.lock();
        try {
            int left = leaving.stream().mapToInt(AssignedPartition::inFlight).sum();
            while (left > 0 && nanos > 0) {
                nanos = settled.awaitNanos(nanos);
                left = leaving.stream().mapToInt(AssignedPartition::inFlight).sum();
            }
            return left;
        } catch (InterruptedException e) {
            throw new InterruptException(e);
        } finally {
            lock.unlock();
        }
    }

    private void commitNow(List<AssignedPartition> leaving) {
        PendingCommits commits = PendingCommits.of(leaving);
        if (commits.isEmpty()) {
            return;
        }
        try {
            unwoken(() -> {
                current().commitSync(commits.offsets(), CALL_TIMEOUT);
                return commits;
            });
        } catch (KafkaException e) {
            meters.commitFailures().increment();
            log.atWarn()
                    .addKeyValue("topic", spec.topic())
                    .addKeyValue("reason", e.toString())
                    .log("last commit failed; the next owner repeats what it would have told");
        }
    }

    /** Repeats a blocking call that a late {@link #wake} meant for the poll interrupted. */
    private static <T> T unwoken(Supplier<T> call) {
        while (true) {
            try {
                return call.get();
            } catch (WakeupException e) {
                log.trace("call was woken, repeating it");
            }
        }
    }

    private static Set<Integer> numbers(Collection<TopicPartition> partitions) {
        Set<Integer> numbers = new TreeSet<>();
        partitions.forEach(partition -> numbers.add(partition.partition()));
        return numbers;
    }
}
