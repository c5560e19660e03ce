package dev.postrider.delivery;

import dev.postrider.blobs.BlobStore;
import dev.postrider.delivery.adapter.PgDeferredQueue;
import dev.postrider.delivery.adapter.PgQueueDesk;
import dev.postrider.servicekit.grpc.ServiceChannel;
import dev.postrider.servicekit.kafka.KafkaSettings;
import dev.postrider.servicekit.kafka.RecordProducer;
import io.vertx.core.Future;
import java.util.List;

/** What the worker opened and has to close. */
record Dependencies(
        KafkaSettings kafka,
        RecordProducer producer,
        ServiceChannel channel,
        BlobStore blobs,
        PgDeferredQueue queue,
        PgQueueDesk desk) {
    Future<Void> close() {
        return Future.join(List.of(producer.close(), channel.close(), blobs.close(), queue.close(), desk.close()))
                .mapEmpty();
    }
}
