package dev.postrider.imap.adapter;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.postrider.contracts.MailboxChange;
import dev.postrider.contracts.Topics;
import dev.postrider.imap.port.ChangeFeed;
import dev.postrider.servicekit.kafka.BroadcastConsumer;
import dev.postrider.servicekit.kafka.KafkaSettings;
import dev.postrider.servicekit.kafka.ReceivedRecord;
import dev.postrider.servicekit.metrics.Metrics;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Hints from {@code mailbox.changes}, given to the sessions of this process that are on the account. Thread-safe. */
public final class KafkaChangeFeed implements ChangeFeed {
    private static final Logger log = LoggerFactory.getLogger(KafkaChangeFeed.class);

    private final Vertx vertx;
    private final ConcurrentHashMap<Long, Set<Subscriber>> byAccount = new ConcurrentHashMap<>();
    private final Counter waited;
    private final Counter nobody;
    private final BroadcastConsumer consumer;

    private record Subscriber(Context context, Watcher watcher) {}

    private KafkaChangeFeed(Vertx vertx, KafkaSettings kafka, MeterRegistry meters) {
        this.vertx = vertx;
        this.waited = Metrics.IMAP_HINTS.counter(meters, "used");
        this.nobody = Metrics.IMAP_HINTS.counter(meters, "nobody");
        this.consumer = BroadcastConsumer.start(
                vertx.getOrCreateContext(), kafka, Topics.MAILBOX_CHANGES, this::received, this::missed);
    }

    /** Begins to read; goes on trying while Kafka is away. */
    public static KafkaChangeFeed start(Vertx vertx, KafkaSettings kafka, MeterRegistry meters) {
        return new KafkaChangeFeed(vertx, kafka, meters);
    }

    public Future<Void> close() {
        return consumer.close();
    }

    @Override
    public Watch watch(long accountId, Watcher watcher) {
        Subscriber subscriber = new Subscriber(vertx.getOrCreateContext(), watcher);
        byAccount
                .computeIfAbsent(accountId, account -> ConcurrentHashMap.newKeySet())
                .add(subscriber);
        return () -> byAccount.computeIfPresent(accountId, (account, subscribers) -> {
            subscribers.remove(subscriber);
            return subscribers.isEmpty() ? null : subscribers;
        });
    }

    private void received(List<ReceivedRecord> records) {
        for (ReceivedRecord record : records) {
            try {
                hint(MailboxChange.parseFrom(record.value()));
            } catch (InvalidProtocolBufferException e) {
                // Whatever it was, it may have been a hint for anybody.
                log.atWarn().addKeyValue("record", record).setCause(e).log("not a hint");
                missed();
            }
        }
    }

    private void hint(MailboxChange change) {
        Set<Subscriber> subscribers = byAccount.getOrDefault(change.getAccountId(), Set.of());
        (subscribers.isEmpty() ? nobody : waited).increment();
        for (Subscriber subscriber : subscribers) {
            subscriber.context().runOnContext(v -> {
                for (long mailboxId : change.getMailboxIdsList()) {
                    subscriber.watcher().changed(mailboxId, change.getModseq());
                }
            });
        }
    }

    private void missed() {
        byAccount
                .values()
                .forEach(subscribers -> subscribers.forEach(subscriber -> subscriber
                        .context()
                        .runOnContext(v -> subscriber.watcher().missed())));
    }
}
