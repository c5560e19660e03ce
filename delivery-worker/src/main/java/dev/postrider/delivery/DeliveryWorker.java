package dev.postrider.delivery;

import dev.postrider.blobs.BlobStore;
import dev.postrider.contracts.Topics;
import dev.postrider.delivery.adapter.PgDeferredQueue;
import dev.postrider.delivery.adapter.PgQueueDesk;
import dev.postrider.delivery.admin.net.AdminModule;
import dev.postrider.servicekit.Groundwork;
import dev.postrider.servicekit.PostriderService;
import dev.postrider.servicekit.RunningService;
import dev.postrider.servicekit.ServiceContext;
import dev.postrider.servicekit.admin.AdminSettings;
import dev.postrider.servicekit.config.HostPort;
import dev.postrider.servicekit.config.Settings;
import dev.postrider.servicekit.grpc.ServiceChannel;
import dev.postrider.servicekit.grpc.ServiceClients;
import dev.postrider.servicekit.kafka.KafkaSettings;
import dev.postrider.servicekit.kafka.RecordProducer;
import dev.postrider.servicekit.kafka.TopicSpec;
import dev.postrider.servicekit.postgres.PostgresSettings;
import dev.postrider.servicekit.postgres.SchemaSpec;
import dev.postrider.servicekit.storage.BlobStores;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.List;

/** The service: reads its settings, opens what it depends on, starts its two flows. */
public final class DeliveryWorker implements PostriderService {
    @Override
    public String name() {
        return "delivery-worker";
    }

    @Override
    public Groundwork groundwork() {
        return new Groundwork(TopicSpec.ALL, List.of(new SchemaSpec("delivery", "classpath:db/delivery")));
    }

    @Override
    public Future<RunningService> start(ServiceContext context) {
        Settings root = context.settings();
        DeliverySettings settings = DeliverySettings.from(root.section(name()));
        AdminSettings admin = AdminSettings.read(root.section(name()).section("admin"));
        KafkaSettings kafka = KafkaSettings.from(root.section("kafka"));
        PostgresSettings postgres = PostgresSettings.from(root.section("postgres"));
        BlobStores blobStores = BlobStores.from(root.section("blobs"));
        HostPort mailboxService = root.hostPort("clients.mailbox-service");
        int connections = root.integer("clients.connections", 1, 64);
        root.check();

        RecordProducer producer = RecordProducer.start(
                context.vertx(),
                kafka,
                context.meters(),
                Topics.ACCEPTED,
                Topics.OUTBOUND,
                Topics.EVENTS,
                Topics.DEAD_LETTER);
        ServiceChannel channel = ServiceClients.open(
                context.vertx(), mailboxService, settings.storeDeadline(), connections, context.internalTls());
        BlobStore blobs = blobStores.open(context.vertx(), context.meters());
        PgDeferredQueue queue = PgDeferredQueue.open(context.vertx(), postgres, name());
        PgQueueDesk desk = PgQueueDesk.open(context.vertx(), postgres, name() + "-admin");
        context.health().check("kafka", producer::ping);
        context.health().check("mailbox-service", channel::ping);
        context.health().check("blobs", blobs::ping);
        context.health().check("postgres", queue::ping);

        Dependencies dependencies = new Dependencies(kafka, producer, channel, blobs, queue, desk);
        // What needs the schema is held until it is there; local delivery does not, so migrations need not be waited
        // for.
        return groundwork()
                .topicsAtStart(context.vertx(), context.health(), kafka)
                .compose(v -> groundwork().schemasAtStart(context.vertx(), context.health(), postgres, Duration.ZERO))
                .compose(v -> RunningWorker.start(context, settings, dependencies))
                .recover(fault -> dependencies.close().transform(closed -> Future.failedFuture(fault)))
                .compose(worker -> withAdmin(context, admin, desk, worker));
    }

    private static Future<RunningService> withAdmin(
            ServiceContext context, AdminSettings settings, PgQueueDesk desk, RunningWorker worker) {
        return AdminModule.start(context.vertx(), settings, desk, worker.operations(), context.internalTls())
                .<RunningService>map(api -> () -> api.close().transform(closed -> worker.drain()))
                .recover(fault -> worker.drain().transform(drained -> Future.failedFuture(fault)));
    }
}
