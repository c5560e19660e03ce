package dev.postrider.servicekit.kafka;

import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.Map;
import org.apache.kafka.clients.producer.RecordMetadata;

/** Durable produce. */
public final class RecordProducer {
    private RecordProducer() {}

    /** Starts connecting; never fails: while Kafka is away every send fails at once. */
    public static RecordProducer start(Vertx vertx, KafkaSettings kafka, MeterRegistry meters) {
        throw new UnsupportedOperationException("" + vertx + kafka + meters);
    }

    /**
     * Produces one record.
     *
     * @param key decides the partition, except on {@code mail.accepted}, whose records only need to spread
     * @param headers written as UTF-8
     * @return completes on the caller's Vert.x context when all in-sync replicas have the record; fails with {@link
     *     RecordNotProducedException} when that is not known to be so, at once if nothing can be sent, and at the latest after the
     *     delivery timeout
     */
    public Future<RecordMetadata> send(String topic, byte[] key, byte[] value, Map<String, String> headers) {
        return Future.failedFuture(topic + key.length + value.length + headers);
    }

    /** Whether the cluster answers, for status pages. */
    public Future<Void> ping() {
        return Future.succeededFuture();
    }

    /** Sends what is buffered, within the delivery timeout, and closes. */
    public Future<Void> close() {
        return Future.succeededFuture();
    }
}
