package dev.postrider.delivery;

import dev.postrider.blobs.BlobStore;
import dev.postrider.servicekit.grpc.ServiceChannel;
import dev.postrider.servicekit.kafka.KafkaSettings;
import dev.postrider.servicekit.kafka.RecordProducer;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;

/** What the worker opened and has to close. */
record Dependencies(KafkaSettings kafka, RecordProducer producer, ServiceChannel channel, BlobStore blobs, Pool pool) {
    Future<Void> close() {
        return Future.join(producer.close(), channel.close(), blobs.close(), pool.close())
                .mapEmpty();
    }
}
