package dev.postrider.servicekit.kafka;

import static dev.postrider.testkit.TestVertx.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.postrider.contracts.Topics;
import dev.postrider.servicekit.NotPreparedException;
import dev.postrider.testkit.TestVertx;
import dev.postrider.testkit.fixture.KafkaFixture;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** The Kafka clients against a broker. */
final class KafkaClientsTest {
    @AutoClose
    private final TestVertx running = new TestVertx();

    private final Vertx vertx = running.vertx();
    private final MeterRegistry meters = new SimpleMeterRegistry();
    private final KafkaSettings kafka = settings(KafkaFixture.shared().bootstrapServers(), Duration.ofSeconds(15));
    private final String topic = "test." + UUID.randomUUID();
    private final List<Future<Void>> closings = new ArrayList<>();
    private final List<RecordProducer> producers = new ArrayList<>();

    private static KafkaSettings settings(String servers, Duration deliveryTimeout) {
        return new KafkaSettings(servers, true, 1, 1, 4, deliveryTimeout, 8 << 20, Map.of());
    }

    @AfterEach
    void stop() {
        closings.forEach(TestVertx::await);
        producers.forEach(producer -> await(producer.close()));
    }

    private RecordProducer producer() {
        RecordProducer producer = RecordProducer.start(vertx, kafka, meters);
        producers.add(producer);
        return producer;
    }

    private void createTopic() {
        await(TopicSetup.ensure(vertx, kafka, List.of(new TopicSpec(topic, Optional.of(Duration.ofHours(1)), true))));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private void produce(RecordProducer producer, int from, int to) {
        List<Future<RecordMetadata>> sent = new ArrayList<>();
        for (int i = from; i < to; i++) {
            sent.add(producer.send(topic, bytes("key" + i), bytes("" + i), Map.of("queue-id", "Q" + i)));
        }
        await(Future.all(sent));
    }

    private static int numberOf(ReceivedRecord record) {
        return Integer.parseInt(new String(record.value(), StandardCharsets.UTF_8));
    }

    private static Set<Integer> numbers(int from, int to) {
        Set<Integer> numbers = new TreeSet<>();
        for (int i = from; i < to; i++) {
            numbers.add(i);
        }
        return numbers;
    }

    @Test
    void topicsAreCreatedOnceWithTheirSettings() throws Exception {
        createTopic();
        createTopic();
        try (Admin admin = Admin.create(kafka.client(Map.of()))) {
            Map<String, TopicDescription> described =
                    admin.describeTopics(List.of(topic)).allTopicNames().get(30, TimeUnit.SECONDS);
            assertEquals(
                    4, Objects.requireNonNull(described.get(topic)).partitions().size());
        }
        KafkaSettings readOnly =
                new KafkaSettings(kafka.bootstrapServers(), false, 1, 1, 4, kafka.deliveryTimeout(), 1 << 20, Map.of());
        CompletionException e = assertThrows(
                CompletionException.class,
                () -> await(TopicSetup.ensure(
                        vertx, readOnly, List.of(new TopicSpec(topic + "-none", Optional.empty(), false)))));
        assertInstanceOf(NotPreparedException.class, e.getCause());
    }

    @Test
    void aSendBeforeItsTopicExistsWaitsForItAndCompletesOnTheCallersContext() {
        RecordProducer producer = producer();
        Context context = vertx.getOrCreateContext();
        CompletableFuture<Context> completedOn = new CompletableFuture<>();
        context.runOnContext(v -> producer.send(topic, bytes("k"), bytes("1"), Map.of())
                .onComplete(done -> completedOn.complete(vertx.getOrCreateContext())));
        createTopic();
        assertSame(context, completedOn.orTimeout(60, TimeUnit.SECONDS).join());
    }

    @Test
    void keysKeepTheirPartitionAndAcceptedMailSpreadsInRuns() {
        createTopic();
        await(TopicSetup.ensure(vertx, kafka, TopicSpec.ALL));
        RecordProducer producer = producer();
        int first =
                await(producer.send(topic, bytes("same"), bytes("1"), Map.of())).partition();
        for (int i = 0; i < 20; i++) {
            assertEquals(
                    first,
                    await(producer.send(topic, bytes("same"), bytes("1"), Map.of()))
                            .partition());
        }
        List<Future<RecordMetadata>> sent = new ArrayList<>();
        // Six runs of a batch's size at least, of which half fit into the memory.
        while (sent.size() < 400) {
            for (int i = 0; i < 200; i++) {
                sent.add(producer.send(Topics.ACCEPTED, bytes("queue-id-" + sent.size()), new byte[16_384], Map.of()));
            }
            await(Future.all(sent));
        }
        Set<Integer> used = new TreeSet<>();
        int changes = 0;
        for (int i = 0; i < sent.size(); i++) {
            used.add(sent.get(i).result().partition());
            changes += i > 0
                            && sent.get(i).result().partition()
                                    != sent.get(i - 1).result().partition()
                    ? 1
                    : 0;
        }
        assertEquals(Set.of(0, 1, 2, 3), used);
        assertTrue(changes < 100, "changed partition " + changes + " times");
    }

    @Test
    void withoutABrokerASendFailsInTimeAndNeverBlocks() {
        RecordProducer producer = RecordProducer.start(vertx, settings("127.0.0.1:1", Duration.ofSeconds(1)), meters);
        producers.add(producer);
        long start = System.nanoTime();
        List<Future<RecordMetadata>> sent = new ArrayList<>();
        for (int i = 0; i < 2_000; i++) {
            sent.add(producer.send(Topics.ACCEPTED, bytes("k"), new byte[1000], Map.of()));
        }
        assertTrue(System.nanoTime() - start < TimeUnit.MILLISECONDS.toNanos(900), "sending blocked");
        for (Future<RecordMetadata> one : sent) {
            CompletionException e = assertThrows(CompletionException.class, () -> await(one));
            assertInstanceOf(RecordNotProducedException.class, e.getCause());
        }
        assertThrows(CompletionException.class, () -> await(producer.ping()));
    }

    @Test
    void whatIsCompleteIsNotReadAgainAndWhatIsNotIs() throws Exception {
        createTopic();
        produce(producer(), 0, 400);
        ConsumerSpec spec = ConsumerSpec.of("group-" + topic, topic).withHandOverGrace(Duration.ofMillis(100));
        // The first owner completes every third record, out of order, and leaves the others under way.
        Set<Integer> left = new ConcurrentSkipListSet<>(numbers(0, 400));
        CountDownLatch seen = new CountDownLatch(400);
        RecordConsumer first = start(spec, records -> {
            for (ConsumedRecord record : records.reversed()) {
                if (numberOf(record) % 3 == 0) {
                    left.remove(numberOf(record));
                    record.complete();
                }
                seen.countDown();
            }
        });
        assertTrue(seen.await(60, TimeUnit.SECONDS));
        await(first.ping());
        await(first.close(Duration.ofMillis(100)));
        // The second gets exactly the others.
        Set<Integer> again = new ConcurrentSkipListSet<>();
        CountDownLatch rest = new CountDownLatch(left.size());
        RecordConsumer second = start(
                spec,
                records -> records.forEach(record -> {
                    assertEquals(Optional.of("Q" + numberOf(record)), record.header("queue-id"));
                    again.add(numberOf(record));
                    record.complete();
                    rest.countDown();
                }));
        assertTrue(rest.await(60, TimeUnit.SECONDS));
        await(second.close(Duration.ofSeconds(5)));
        assertEquals(left, again);
        // And a third gets nothing: the log is done. A marker proves that it has looked.
        produce(producers.getFirst(), 1_000, 1_020);
        BlockingQueue<Integer> third = new LinkedBlockingQueue<>();
        RecordConsumer last = start(
                spec,
                records -> records.forEach(record -> {
                    third.add(numberOf(record));
                    record.complete();
                }));
        Set<Integer> read = new TreeSet<>();
        while (read.size() < 20) {
            read.add(Objects.requireNonNull(third.poll(60, TimeUnit.SECONDS)));
        }
        assertEquals(numbers(1_000, 1_020), read);
        closings.add(last.close(Duration.ofSeconds(1)));
    }

    private RecordConsumer start(ConsumerSpec spec, Consumer<List<ConsumedRecord>> handler) {
        return RecordConsumer.start(vertx.getOrCreateContext(), kafka, spec, meters, PartitionListener.NONE, handler);
    }

    @Test
    void recordsInFlightAreBounded() throws Exception {
        createTopic();
        produce(producer(), 0, 600);
        ConsumerSpec spec = ConsumerSpec.of("group-" + topic, topic).withInFlight(10, 1 << 20);
        ConcurrentLinkedQueue<ConsumedRecord> held = new ConcurrentLinkedQueue<>();
        AtomicInteger most = new AtomicInteger();
        CountDownLatch done = new CountDownLatch(600);
        Context context = vertx.getOrCreateContext();
        RecordConsumer consumer =
                RecordConsumer.start(context, kafka, spec, meters, PartitionListener.NONE, records -> {
                    held.addAll(records);
                    most.accumulateAndGet(held.size(), Math::max);
                    // Completed later, as real work is, yet with no clock: two hops of the event loop.
                    context.runOnContext(v -> context.runOnContext(w -> {
                        for (ConsumedRecord record = held.poll(); record != null; record = held.poll()) {
                            record.complete();
                            done.countDown();
                        }
                    }));
                });
        assertTrue(done.await(90, TimeUnit.SECONDS), () -> done.getCount() + " are left");
        // Four partitions; one poll of at most ten may come on top of just under ten in each.
        assertTrue(most.get() <= 4 * 20, () -> most.get() + " were in flight");
        closings.add(consumer.close(Duration.ofSeconds(1)));
    }

    @Test
    void partitionsMoveBetweenMembersWithoutLossOrRepetition() throws Exception {
        createTopic();
        RecordProducer producer = producer();
        ConsumerSpec spec = ConsumerSpec.of("group-" + topic, topic).withCommitInterval(Duration.ofMillis(100));
        Map<Integer, AtomicInteger> times = new ConcurrentHashMap<>();
        CountDownLatch done = new CountDownLatch(1_500);
        Consumer<List<ConsumedRecord>> handler = records -> records.forEach(record -> {
            times.computeIfAbsent(numberOf(record), n -> new AtomicInteger()).incrementAndGet();
            record.complete();
            done.countDown();
        });
        CountDownLatch firstOwnsAll = new CountDownLatch(4);
        CountDownLatch secondOwnsSome = new CountDownLatch(1);
        RecordConsumer first =
                RecordConsumer.start(vertx.getOrCreateContext(), kafka, spec, meters, counting(firstOwnsAll), handler);
        assertTrue(firstOwnsAll.await(60, TimeUnit.SECONDS));
        produce(producer, 0, 500);
        RecordConsumer second = RecordConsumer.start(
                vertx.getOrCreateContext(), kafka, spec, meters, counting(secondOwnsSome), handler);
        produce(producer, 500, 1_000);
        assertTrue(secondOwnsSome.await(60, TimeUnit.SECONDS));
        Future<Void> firstGone = first.close(Duration.ofSeconds(5));
        produce(producer, 1_000, 1_500);
        await(firstGone);
        assertTrue(done.await(90, TimeUnit.SECONDS), () -> done.getCount() + " are left");
        assertEquals(1_500, times.size());
        times.forEach((number, count) -> assertEquals(1, count.get(), () -> number + " came more than once"));
        closings.add(second.close(Duration.ofSeconds(1)));
    }

    private static PartitionListener counting(CountDownLatch latch) {
        return new PartitionListener() {
            @Override
            public void assigned(Set<Integer> partitions) {
                partitions.forEach(partition -> latch.countDown());
            }
        };
    }

    @Test
    void aRevocationAsksForWhatHasNotBegunAndWaitsForWhatHas() throws Exception {
        createTopic();
        produce(producer(), 0, 40);
        ConsumerSpec spec = ConsumerSpec.of("group-" + topic, topic);
        ConcurrentLinkedQueue<ConsumedRecord> held = new ConcurrentLinkedQueue<>();
        CountDownLatch all = new CountDownLatch(40);
        PartitionListener listener = new PartitionListener() {
            @Override
            public void revoking(Set<Integer> partitions) {
                for (ConsumedRecord record : held) {
                    assertTrue(record.revoked());
                    if (numberOf(record) % 2 == 0) {
                        record.complete();
                    } else {
                        record.release();
                    }
                }
            }
        };
        RecordConsumer first =
                RecordConsumer.start(vertx.getOrCreateContext(), kafka, spec, meters, listener, records -> {
                    held.addAll(records);
                    records.forEach(record -> all.countDown());
                });
        assertTrue(all.await(60, TimeUnit.SECONDS));
        await(first.close(Duration.ofSeconds(60)));
        Set<Integer> again = new ConcurrentSkipListSet<>();
        CountDownLatch odd = new CountDownLatch(20);
        RecordConsumer second = start(
                spec,
                records -> records.forEach(record -> {
                    again.add(numberOf(record));
                    record.complete();
                    odd.countDown();
                }));
        assertTrue(odd.await(60, TimeUnit.SECONDS));
        assertTrue(again.stream().allMatch(number -> number % 2 == 1), () -> again.toString());
        closings.add(second.close(Duration.ofSeconds(1)));
    }

    @Test
    void broadcastReadersEachSeeWhatComesAfterTheyBegan() throws Exception {
        createTopic();
        RecordProducer producer = producer();
        produce(producer, 0, 50);
        BlockingQueue<Integer> a = new LinkedBlockingQueue<>();
        BlockingQueue<Integer> b = new LinkedBlockingQueue<>();
        CountDownLatch began = new CountDownLatch(2);
        BroadcastConsumer first = broadcast(a, began);
        BroadcastConsumer second = broadcast(b, began);
        assertTrue(began.await(60, TimeUnit.SECONDS));
        produce(producer, 100, 150);
        assertEquals(numbers(100, 150), take(a, 50));
        assertEquals(numbers(100, 150), take(b, 50));
        await(first.close());
        await(second.close());
    }

    private BroadcastConsumer broadcast(BlockingQueue<Integer> into, CountDownLatch began) {
        return BroadcastConsumer.start(
                vertx.getOrCreateContext(),
                kafka,
                topic,
                records -> records.forEach(record -> into.add(numberOf(record))),
                began::countDown);
    }

    private static Set<Integer> take(BlockingQueue<Integer> from, int count) throws InterruptedException {
        Set<Integer> taken = new TreeSet<>();
        while (taken.size() < count) {
            taken.add(Objects.requireNonNull(from.poll(60, TimeUnit.SECONDS), () -> "only " + taken.size()));
        }
        return taken;
    }
}
