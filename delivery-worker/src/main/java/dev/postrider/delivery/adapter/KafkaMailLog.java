package dev.postrider.delivery.adapter;

import com.google.protobuf.MessageLite;
import dev.postrider.contracts.AcceptedMessage;
import dev.postrider.contracts.DeadLetter;
import dev.postrider.contracts.LifecycleEvent;
import dev.postrider.contracts.OutboundMessage;
import dev.postrider.contracts.Topics;
import dev.postrider.delivery.port.MailLog;
import dev.postrider.servicekit.kafka.RecordHeaders;
import dev.postrider.servicekit.kafka.RecordProducer;
import dev.postrider.servicekit.trace.TraceSpan;
import io.micrometer.core.instrument.Counter;
import io.vertx.core.Future;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
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
    public Future<Void> accept(AcceptedMessage message, Optional<String> traceparent) {
        return send(
                Topics.ACCEPTED,
                utf8(message.getQueueId()),
                message,
                RecordHeaders.of(message.getQueueId(), traceparent));
    }

    @Override
    public Future<Void> relay(OutboundMessage message, Optional<String> traceparent) {
        return send(
                Topics.OUTBOUND,
                utf8(message.getDestinationDomain()),
                message,
                RecordHeaders.of(message.getQueueId(), traceparent));
    }

    @Override
    public Future<Void> bury(DeadLetter letter) {
        return send(Topics.DEAD_LETTER, letter.getKey().toByteArray(), letter, RecordHeaders.of());
    }

    @Override
    public void tell(LifecycleEvent event, TraceSpan attempt) {
        send(
                        Topics.EVENTS,
                        utf8(event.getQueueId()),
                        event,
                        RecordHeaders.of(event.getQueueId(), attempt.traceparent()))
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

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
