package dev.postrider.delivery.adapter;

import com.google.protobuf.MessageLite;
import dev.postrider.contracts.AcceptedMessage;
import dev.postrider.contracts.DeadLetter;
import dev.postrider.contracts.LifecycleEvent;
import dev.postrider.contracts.OutboundMessage;
import dev.postrider.contracts.Topics;
import dev.postrider.delivery.port.MailLog;
import dev.postrider.servicekit.kafka.RecordProducer;
import io.micrometer.core.instrument.Counter;
import io.vertx.core.Future;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The topics, by Kafka. */
public final class KafkaMailLog implements MailLog {
    private static final Logger LOG = LoggerFactory.getLogger(KafkaMailLog.class);

    private final RecordProducer producer;
    private final Counter eventsLost;

    public KafkaMailLog(RecordProducer producer, Counter eventsLost) {
        this.producer = producer;
        this.eventsLost = eventsLost;
    }

    @Override
    public Future<Void> accept(AcceptedMessage message) {
        return send(Topics.ACCEPTED, utf8(message.getQueueId()), message, headers(message.getQueueId()));
    }

    @Override
    public Future<Void> relay(OutboundMessage message) {
        return send(Topics.OUTBOUND, utf8(message.getDestinationDomain()), message, headers(message.getQueueId()));
    }

    @Override
    public Future<Void> bury(DeadLetter letter) {
        return send(
                Topics.DEAD_LETTER,
                letter.getKey().toByteArray(),
                letter,
                Map.of(Topics.HEADER_SCHEMA_VERSION, Topics.SCHEMA_VERSION));
    }

    @Override
    public void tell(LifecycleEvent event) {
        send(Topics.EVENTS, utf8(event.getQueueId()), event, headers(event.getQueueId()))
                .onFailure(failure -> {
                    eventsLost.increment();
                    LOG.atWarn()
                            .addKeyValue("queueId", event.getQueueId())
                            .addKeyValue("kind", event.getKind())
                            .addKeyValue("cause", failure.toString())
                            .log("event lost");
                });
    }

    private Future<Void> send(String topic, byte[] key, MessageLite value, Map<String, String> headers) {
        return producer.send(topic, key, value.toByteArray(), headers).mapEmpty();
    }

    private static Map<String, String> headers(String queueId) {
        return Map.of(Topics.HEADER_QUEUE_ID, queueId, Topics.HEADER_SCHEMA_VERSION, Topics.SCHEMA_VERSION);
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
