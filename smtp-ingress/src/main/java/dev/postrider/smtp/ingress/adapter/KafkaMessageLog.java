package dev.postrider.smtp.ingress.adapter;

import dev.postrider.contracts.Topics;
import dev.postrider.servicekit.failpoint.FailpointException;
import dev.postrider.servicekit.failpoint.Failpoints;
import dev.postrider.servicekit.kafka.RecordHeaders;
import dev.postrider.servicekit.kafka.RecordProducer;
import dev.postrider.servicekit.trace.TraceSpan;
import dev.postrider.smtp.ingress.port.MessageLog;
import dev.postrider.smtp.ingress.port.StoredBody;
import dev.postrider.smtp.ingress.session.Mail;
import io.vertx.core.Future;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Messages as records of {@code mail.accepted}. Once a message is durable, an event tells of it on {@code mail.events}; that one may
 * get lost, the message may not.
 */
public final class KafkaMessageLog implements MessageLog {
    private static final Logger log = LoggerFactory.getLogger(KafkaMessageLog.class);

    private static final String NOT_ACKNOWLEDGED = "not_acknowledged";

    private final RecordProducer producer;

    public KafkaMessageLog(RecordProducer producer) {
        this.producer = producer;
    }

    @Override
    public Future<Void> append(Mail mail, StoredBody body, TraceSpan accept) {
        try {
            Failpoints.hit("smtp.before-append");
        } catch (FailpointException injected) {
            return Future.failedFuture(injected);
        }
        byte[] key = mail.queueId().text().getBytes(StandardCharsets.US_ASCII);
        Map<String, String> headers = RecordHeaders.of(mail.queueId().text(), accept.traceparent());
        byte[] value = AcceptedRecords.message(mail, body).toByteArray();
        TraceSpan sending = RecordHeaders.sending(accept, Topics.ACCEPTED);
        return sending.until(producer.send(Topics.ACCEPTED, key, value, headers), NOT_ACKNOWLEDGED)
                .map(metadata -> {
                    Failpoints.hit("smtp.after-append");
                    tell(mail, body, key, headers);
                    return null;
                });
    }

    private void tell(Mail mail, StoredBody body, byte[] key, Map<String, String> headers) {
        producer.send(Topics.EVENTS, key, AcceptedRecords.accepted(mail, body).toByteArray(), headers)
                .onFailure(fault -> log.atWarn()
                        .addKeyValue("queueId", mail.queueId().text())
                        .addKeyValue("reason", String.valueOf(fault.getMessage()))
                        .log("event not written"));
    }
}
