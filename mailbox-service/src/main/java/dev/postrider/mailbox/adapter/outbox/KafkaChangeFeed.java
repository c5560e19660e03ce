package dev.postrider.mailbox.adapter.outbox;

import dev.postrider.contracts.MailboxChange;
import dev.postrider.contracts.Topics;
import dev.postrider.mailbox.port.ChangeFeed;
import dev.postrider.servicekit.kafka.RecordProducer;
import io.vertx.core.Future;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** {@code mailbox.changes}. */
public final class KafkaChangeFeed implements ChangeFeed {
    private static final Map<String, String> HEADERS = Map.of(Topics.HEADER_SCHEMA_VERSION, Topics.SCHEMA_VERSION);

    private final RecordProducer producer;

    public KafkaChangeFeed(RecordProducer producer) {
        this.producer = producer;
    }

    @Override
    public Future<Void> publish(MailboxChange change) {
        byte[] key = Long.toString(change.getAccountId()).getBytes(StandardCharsets.US_ASCII);
        return producer.send(Topics.MAILBOX_CHANGES, key, change.toByteArray(), HEADERS)
                .mapEmpty();
    }
}
