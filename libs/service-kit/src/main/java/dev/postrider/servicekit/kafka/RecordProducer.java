package dev.postrider.servicekit.kafka;

import dev.postrider.servicekit.metrics.Metrics;
import dev.postrider.servicekit.thread.VirtualThreads;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.BufferExhaustedException;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Durable produce: {@code acks=all}, idempotent, within a bounded memory and a bounded time.
 *
 * <p>No call blocks. Kafka's {@code send} blocks only for missing metadata and for memory; with {@code max.block.ms=0} both fail at
 * once instead. Metadata is therefore fetched before the first record of a topic is given to the client: until the topic is known
 * records wait here, a bounded number of them, and it stays known for as long as the producer lives. This also keeps a broker from
 * making the topic by itself, with the wrong settings.
 */
public final class RecordProducer {
    private static final Logger log = LoggerFactory.getLogger(RecordProducer.class);
    private static final long RETRY_MS = 100;
    private static final int MAX_WAITING = 1_000;
    private static final Duration CALL_TIMEOUT = Duration.ofSeconds(5);

    private final Vertx vertx;
    private final KafkaSettings kafka;
    private final MeterRegistry meters;
    private final Future<Admin> admin;
    private final Map<ProducerLane, Future<KafkaProducer<byte[], byte[]>>> lanes = new ConcurrentHashMap<>();
    private final Map<String, Topic> topics = new ConcurrentHashMap<>();
    private final AtomicInteger waiting = new AtomicInteger();
    private volatile boolean closed;

    private record Topic(Future<KafkaProducer<byte[], byte[]>> ready, Timer produced, Counter failed) {}

    private RecordProducer(Vertx vertx, KafkaSettings kafka, MeterRegistry meters) {
        this.vertx = vertx;
        this.kafka = kafka;
        this.meters = meters;
        // Looks the bootstrap names up, which blocks and may fail; so does each producer.
        int callMs = (int) CALL_TIMEOUT.toMillis();
        this.admin = untilClosed(() -> VirtualThreads.call(
                vertx,
                "kafka-admin-open",
                () -> Admin.create(
                        kafka.client(Map.of("default.api.timeout.ms", callMs, "request.timeout.ms", callMs)))));
    }

    /**
     * Starts connecting; never fails: while Kafka is away sends wait for it, within their bounds, and then fail.
     *
     * @param topics that are going to be written to
     */
    public static RecordProducer start(Vertx vertx, KafkaSettings kafka, MeterRegistry meters, String... topics) {
        RecordProducer producer = new RecordProducer(vertx, kafka, meters);
        for (String topic : topics) {
            producer.topic(topic);
        }
        return producer;
    }

    /** Tries again until it works or the producer is closed. */
    private <T> Future<T> untilClosed(Supplier<Future<T>> attempt) {
        return attempt.get().recover(e -> {
            if (closed) {
                return Future.failedFuture(closed());
            }
            log.debug("not yet: {}", e.toString());
            return vertx.timer(RETRY_MS, TimeUnit.MILLISECONDS).compose(v -> untilClosed(attempt));
        });
    }

    private Topic topic(String name) {
        Topic known = topics.get(name);
        return known != null ? known : topics.computeIfAbsent(name, this::learn);
    }

    private Topic learn(String name) {
        Future<KafkaProducer<byte[], byte[]>> ready = admin.compose(asked -> lane(ProducerLane.of(name))
                .compose(producer -> untilClosed(() -> VirtualThreads.call(vertx, "kafka-metadata", () -> {
                    asked.describeTopics(List.of(name))
                            .allTopicNames()
                            .get(CALL_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
                    producer.partitionsFor(name);
                    return producer;
                }))));
        return new Topic(
                ready,
                Metrics.KAFKA_PRODUCE_SECONDS.timer(meters, name),
                Metrics.KAFKA_PRODUCE_FAILURES.counter(meters, name));
    }

    private Future<KafkaProducer<byte[], byte[]>> lane(ProducerLane lane) {
        if (closed) {
            return Future.failedFuture(closed());
        }
        return lanes.computeIfAbsent(
                lane,
                wanted -> untilClosed(() -> VirtualThreads.call(
                        vertx,
                        "kafka-producer-open",
                        () -> new KafkaProducer<>(
                                wanted.properties(kafka), new ByteArraySerializer(), new ByteArraySerializer()))));
    }

    /**
     * Produces one record.
     *
     * @param key decides the partition, except on {@code mail.accepted}, whose records only need to spread
     * @param headers written as UTF-8
     * @return completes on the caller's Vert.x context when all in-sync replicas have the record; fails with {@link
     *     RecordNotProducedException} when that is not known to be so: at once if the memory is full, otherwise after the delivery
     *     timeout at the latest
     */
    public Future<RecordMetadata> send(String topicName, byte[] key, byte[] value, Map<String, String> headers) {
        ProducerRecord<byte[], byte[]> record =
                new ProducerRecord<>(topicName, null, null, key, value, headersOf(headers));
        Topic topic = topic(topicName);
        return topic.ready().succeeded()
                ? hand(topic, topic.ready().result(), record, true)
                : waitAndHand(topic, record);
    }

    private Future<RecordMetadata> waitAndHand(Topic topic, ProducerRecord<byte[], byte[]> record) {
        if (waiting.incrementAndGet() > MAX_WAITING) {
            waiting.decrementAndGet();
            topic.failed().increment();
            return Future.failedFuture(
                    new RecordNotProducedException("Kafka does not answer and too many records wait"));
        }
        Context context = vertx.getOrCreateContext();
        Promise<KafkaProducer<byte[], byte[]>> onContext = Promise.promise();
        topic.ready()
                .timeout(kafka.deliveryTimeout().toMillis(), TimeUnit.MILLISECONDS)
                .onComplete(done -> {
                    waiting.decrementAndGet();
                    context.runOnContext(v -> onContext.handle(done));
                });
        return onContext
                .future()
                .recover(e -> {
                    topic.failed().increment();
                    return Future.failedFuture(
                            new RecordNotProducedException("topic " + record.topic() + " is not reachable", e));
                })
                .compose(producer -> hand(topic, producer, record, false));
    }

    private Future<RecordMetadata> hand(
            Topic topic,
            KafkaProducer<byte[], byte[]> producer,
            ProducerRecord<byte[], byte[]> record,
            boolean mayWait) {
        Sending sending = new Sending(topic, record.topic(), vertx.getOrCreateContext());
        try {
            // The callback tells all that the future would.
            var _ = producer.send(record, sending);
            sending.taken = true;
        } catch (KafkaException | IllegalStateException e) {
            sending.refusal = e;
        }
        Exception refusal = sending.refusal;
        if (refusal == null) {
            return sending.promise.future();
        }
        if (mayWait && refusal instanceof TimeoutException && !(refusal instanceof BufferExhaustedException)) {
            // When every broker was away for a moment the client starts over and forgets its topics. Nothing was sent:
            // learn anew.
            topics.remove(record.topic(), topic);
            return waitAndHand(topic(record.topic()), record);
        }
        topic.failed().increment();
        return Future.failedFuture(notProduced(record.topic(), refusal));
    }

    /** One record on its way. The client calls back within {@code send} when it does not even take the record. */
    private static final class Sending implements Callback {
        private final Topic topic;
        private final String topicName;
        private final Context context;
        private final Promise<RecordMetadata> promise = Promise.promise();
        private final Thread sender = Thread.currentThread();
        private final long start = System.nanoTime();
        private volatile boolean taken;
        private @Nullable Exception refusal;

        Sending(Topic topic, String topicName, Context context) {
            this.topic = topic;
            this.topicName = topicName;
            this.context = context;
        }

        @Override
        public void onCompletion(RecordMetadata metadata, @Nullable Exception failure) {
            if (failure == null) {
                topic.produced().record(System.nanoTime() - start, TimeUnit.NANOSECONDS);
                context.runOnContext(v -> promise.complete(metadata));
            } else if (!taken && Thread.currentThread() == sender) {
                refusal = failure;
            } else {
                topic.failed().increment();
                context.runOnContext(v -> promise.fail(notProduced(topicName, failure)));
            }
        }
    }

    private static RecordNotProducedException closed() {
        return new RecordNotProducedException("the producer is closed");
    }

    private static RecordNotProducedException notProduced(String topic, Exception e) {
        return new RecordNotProducedException(
                "no acknowledgement for a record of " + topic + ": "
                        + e.getClass().getSimpleName() + ": " + e.getMessage(),
                e);
    }

    private static List<Header> headersOf(Map<String, String> headers) {
        List<Header> list = new ArrayList<>(headers.size());
        headers.forEach((name, text) -> list.add(new RecordHeader(name, text.getBytes(StandardCharsets.UTF_8))));
        return list;
    }

    /** Whether the cluster answers, for status pages. */
    public Future<Void> ping() {
        if (!admin.succeeded()) {
            return Future.failedFuture("no broker's name could be resolved yet");
        }
        return VirtualThreads.call(
                        vertx,
                        "kafka-ping",
                        () -> admin.result()
                                .describeCluster()
                                .nodes()
                                .get(CALL_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS))
                .mapEmpty();
    }

    /** Sends what is buffered, within the delivery timeout, and closes. Records that still wait for their topic fail. */
    public Future<Void> close() {
        closed = true;
        List<Future<Void>> closings = new ArrayList<>();
        lanes.values()
                .forEach(lane -> closings.add(closing(lane, producer -> producer.close(kafka.deliveryTimeout()))));
        closings.add(closing(admin, opened -> opened.close(Duration.ZERO)));
        return Future.join(closings).mapEmpty();
    }

    /** What never opened needs no closing. */
    private <T> Future<Void> closing(Future<T> client, Consumer<T> close) {
        return client.transform(opened -> opened.failed()
                ? Future.succeededFuture()
                : VirtualThreads.call(vertx, "kafka-close", () -> {
                            close.accept(opened.result());
                            return true;
                        })
                        .mapEmpty());
    }
}
